// A log as it is served over HTTP (c2sp.org/tlog-tiles), read by x/mod's own
// reader of tiles, which believes no tile that does not lead to the signed root;
// and what a witness serves of it (c2sp.org/tlog-witness).

package main

import (
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	plainText  = "text/plain; charset=utf-8"
	bytesType  = "application/octet-stream"
	bundleMax  = width * (2 + 65535)
	samplesMax = 200 // entries whose inclusion is proved
)

// A log below a URL.
type servedLog struct {
	url    string
	client http.Client
	files  int
	tiles  map[string][]byte // read before
}

// What is at `path`; its type must be `contentType`, and only what never changes
// may be kept for long.
func (s *servedLog) get(path, contentType string) ([]byte, error) {
	answer, err := s.client.Get(s.url + path)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, bundleMax+1))
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, answer.Status)
	}
	if told := answer.Header.Get("Content-Type"); told != contentType {
		return nil, fmt.Errorf("%s: content type %q", path, told)
	}
	immutable := strings.Contains(answer.Header.Get("Cache-Control"), "immutable")
	if immutable != (contentType == bytesType) {
		return nil, fmt.Errorf("%s: cache control %q", path, answer.Header.Get("Cache-Control"))
	}
	s.files++
	return body, nil
}

// tlog.TileReader.
func (s *servedLog) Height() int                         { return height }
func (s *servedLog) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (s *servedLog) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var contents [][]byte
	for _, tile := range tiles {
		path := "/" + filePath(tile)
		if _, known := s.tiles[path]; !known {
			content, err := s.get(path, bytesType)
			if err != nil {
				return nil, err
			}
			s.tiles[path] = content
		}
		contents = append(contents, s.tiles[path])
	}
	return contents, nil
}

func readKey(file string) (string, error) {
	text, err := os.ReadFile(file)
	return strings.TrimSpace(string(text)), err
}

// served [-entries] [-monitor URL] URL AUDIT.VKEY WITNESS.VKEY...
func runServed(args []string) error {
	flags := flag.NewFlagSet("served", flag.ExitOnError)
	entries := flags.Bool("entries", false, "entries must be served; else they must not")
	monitor := flags.String("monitor", "", "where the witness serves what it cosigned")
	flags.Parse(args)
	if flags.NArg() < 3 {
		return errors.New("usage: served [-entries] [-monitor URL] URL AUDIT.VKEY WITNESS.VKEY...")
	}
	vkey, err := readKey(flags.Arg(1))
	if err != nil {
		return err
	}
	var t trust
	if t.log, err = note.NewVerifier(vkey); err != nil {
		return err
	}
	for _, file := range flags.Args()[2:] {
		vkey, err := readKey(file)
		if err != nil {
			return err
		}
		witness, err := newWitness(vkey)
		if err != nil {
			return err
		}
		t.witnesses = append(t.witnesses, witness)
	}
	log := &servedLog{
		url:    flags.Arg(0),
		client: http.Client{Timeout: 20 * time.Second},
		tiles:  map[string][]byte{},
	}
	line, err := log.check(t, *entries, *monitor)
	if err != nil {
		return fmt.Errorf("%s: %w", t.log.Name(), err)
	}
	fmt.Printf("golang.org/x/mod over HTTP: ok: %s: %s\n", t.log.Name(), line)
	return nil
}

func (s *servedLog) check(t trust, entries bool, monitor string) (string, error) {
	// Before the log, which is then at least as long.
	var seen []byte
	var err error
	if monitor != "" {
		witness := servedLog{url: monitor, client: s.client}
		path := fmt.Sprintf("/%x/checkpoint", sha256.Sum256([]byte(t.log.Name())))
		if seen, err = witness.get(path, plainText); err != nil {
			return "", fmt.Errorf("witness: %w", err)
		}
	}
	msg, err := s.get("/checkpoint", plainText)
	if err != nil {
		return "", err
	}
	size, root, err := openCheckpoint(msg, t)
	if err != nil {
		return "", err
	}
	if size == 0 {
		return "", errors.New("the log is empty")
	}
	hashes := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, s)
	proofs, err := checkProofs(size, root, hashes)
	if err != nil {
		return "", err
	}
	told := "entries are closed"
	if entries {
		told = "each entry leads to its leaf"
		err = s.checkEntries(size, hashes)
	} else {
		err = s.checkClosed()
	}
	if err != nil {
		return "", err
	}
	if monitor != "" {
		seenSize, seenRoot, err := openCheckpoint(seen, t)
		if err != nil {
			return "", fmt.Errorf("witness: %w", err)
		}
		if seenSize > size {
			return "", errors.New("the witness has seen a longer log")
		}
		derived, err := treeHash(seenSize, hashes)
		if err != nil {
			return "", err
		}
		if derived != seenRoot {
			return "", errors.New("the witness has seen another log")
		}
		told += fmt.Sprintf("; the witness has seen %d of them", seenSize)
	}
	return fmt.Sprintf("%d entries, %d proofs, %d files read; %s", size, proofs, s.files, told), nil
}

// Inclusion of some entries, and consistency with older trees.
func checkProofs(size int64, root tlog.Hash, hashes tlog.HashReader) (int, error) {
	proofs := 0
	step := size/samplesMax + 1
	for i := int64(0); i < size; i += step {
		leaf, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, i)})
		if err != nil {
			return 0, err
		}
		proof, err := tlog.ProveRecord(size, i, hashes)
		if err != nil {
			return 0, err
		}
		if err := tlog.CheckRecord(proof, size, root, i, leaf[0]); err != nil {
			return 0, err
		}
		old, err := tlog.TreeHash(i+1, hashes)
		if err != nil {
			return 0, err
		}
		older, err := tlog.ProveTree(size, i+1, hashes)
		if err != nil {
			return 0, err
		}
		if err := tlog.CheckTree(older, size, root, i+1, old); err != nil {
			return 0, err
		}
		proofs += 2
	}
	return proofs, nil
}

// Every bundle, entry by entry, against the leaves.
func (s *servedLog) checkEntries(size int64, hashes tlog.HashReader) error {
	for first := int64(0); first < size; first += width {
		count := size - first
		if count > width {
			count = width
		}
		tile := tlog.Tile{H: height, L: -1, N: first / width, W: int(count)}
		data, err := s.get("/"+filePath(tile), bytesType)
		if err != nil {
			return err
		}
		entries, err := splitBundle(data, count)
		if err != nil {
			return fmt.Errorf("%s: %w", filePath(tile), err)
		}
		for i, entry := range entries {
			leaf, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, first+int64(i))})
			if err != nil {
				return err
			}
			if leaf[0] != tlog.RecordHash(entry) {
				return fmt.Errorf("entry %d is not the one of its leaf", first+int64(i))
			}
		}
	}
	return nil
}

func (s *servedLog) checkClosed() error {
	answer, err := s.client.Get(s.url + "/tile/entries/000")
	if err != nil {
		return err
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusForbidden {
		return fmt.Errorf("entries are not closed: %s", answer.Status)
	}
	return nil
}
