// Verifies the logs and receipts of a directory with code this project did not
// write: golang.org/x/mod/sumdb's note (signatures) and tlog (tree, tiles,
// proofs).
//
//	verify_log DIR
//	verify_log served [-entries] [-monitor URL] URL AUDIT.VKEY WITNESS.VKEY...
//
// DIR has one folder a nation, with audit.vkey and audit/ (the log), witness.vkey,
// and may have receipts/*.tlog-proof.  A log must be signed by its own key and
// cosigned by another nation's witness; its root is derived again from the
// entries, and every tile file compared with what that gives.  A receipt must be
// of one of the logs, signed and cosigned, and lead to the entry there.  `served`
// is about one log that is read over HTTP (served.go).
//
// Prints one line.  Exit code 1 and the reason on standard error if anything is
// wrong.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8 // of a tile
const width = 1 << height

// A log whose entries and hashes were read and checked.
type checkedLog struct {
	origin  string
	entries [][]byte
	hashes  tlog.HashReaderFunc
}

// The keys that may sign for one log.
type trust struct {
	log       note.Verifier
	witnesses []note.Verifier
}

func main() {
	if len(os.Args) < 2 || len(os.Args) > 2 && os.Args[1] != "served" {
		fmt.Fprintln(os.Stderr, "usage: verify_log DIR | verify_log served URL AUDIT.VKEY WITNESS.VKEY...")
		os.Exit(2)
	}
	work := func() error { return run(os.Args[1]) }
	if os.Args[1] == "served" {
		work = func() error { return runServed(os.Args[2:]) }
	}
	if err := work(); err != nil {
		fmt.Fprintln(os.Stderr, "verify_log:", err)
		os.Exit(1)
	}
}

func run(dir string) error {
	trusted, err := readTrust(dir)
	if err != nil {
		return err
	}
	var nations []string
	for nation := range trusted {
		nations = append(nations, nation)
	}
	sort.Strings(nations)
	logs := map[string]*checkedLog{}
	var found []string
	for _, nation := range nations {
		log, line, err := checkLog(filepath.Join(dir, nation, "audit"), trusted[nation])
		if err != nil {
			return fmt.Errorf("%s: %w", nation, err)
		}
		logs[log.origin] = log
		found = append(found, nation+" "+line)
	}
	if len(logs) == 0 {
		return errors.New("no log found")
	}
	receipts, err := filepath.Glob(filepath.Join(dir, "receipts", "*.tlog-proof"))
	if err != nil {
		return err
	}
	for _, file := range receipts {
		if err := checkReceipt(file, logs, trusted); err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(file), err)
		}
	}
	fmt.Printf("golang.org/x/mod: ok: %s; %d receipts\n", strings.Join(found, "; "), len(receipts))
	return nil
}

// The keys for each nation that has a log: its own, and every other's witness.
func readTrust(dir string) (map[string]trust, error) {
	folders, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	logs := map[string]note.Verifier{}
	witnesses := map[string]note.Verifier{}
	for _, folder := range folders {
		path := filepath.Join(dir, folder.Name())
		if text, err := os.ReadFile(filepath.Join(path, "audit.vkey")); err == nil {
			if logs[folder.Name()], err = note.NewVerifier(strings.TrimSpace(string(text))); err != nil {
				return nil, fmt.Errorf("%s/audit.vkey: %w", folder.Name(), err)
			}
		}
		if text, err := os.ReadFile(filepath.Join(path, "witness.vkey")); err == nil {
			if witnesses[folder.Name()], err = newWitness(strings.TrimSpace(string(text))); err != nil {
				return nil, fmt.Errorf("%s/witness.vkey: %w", folder.Name(), err)
			}
		}
	}
	trusted := map[string]trust{}
	for nation, log := range logs {
		t := trust{log: log}
		for other, witness := range witnesses {
			if other != nation {
				t.witnesses = append(t.witnesses, witness)
			}
		}
		trusted[nation] = t
	}
	return trusted, nil
}

// Opens a checkpoint that its log and another nation's witness have signed.
func openCheckpoint(msg []byte, t trust) (size int64, root tlog.Hash, err error) {
	n, err := note.Open(msg, note.VerifierList(append([]note.Verifier{t.log}, t.witnesses...)...))
	if err != nil {
		return 0, root, err
	}
	byLog, byWitness := false, false
	for _, signature := range n.Sigs {
		if signature.Name == t.log.Name() && signature.Hash == t.log.KeyHash() {
			byLog = true
		} else {
			byWitness = true
		}
	}
	if !byLog {
		return 0, root, errors.New("checkpoint not signed by its log")
	}
	if !byWitness {
		return 0, root, errors.New("checkpoint not cosigned by another nation")
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) != 4 || lines[0] != t.log.Name() {
		return 0, root, errors.New("checkpoint is not three lines of this origin")
	}
	size, err = strconv.ParseInt(lines[1], 10, 64)
	if err != nil || strconv.FormatInt(size, 10) != lines[1] || size < 0 {
		return 0, root, errors.New("checkpoint has no canonical size")
	}
	root, err = tlog.ParseHash(lines[2])
	return size, root, err
}

func treeHash(size int64, hashes tlog.HashReader) (tlog.Hash, error) {
	if size == 0 {
		// x/mod before 0.21 answers with zeros here.
		return emptyRoot, nil
	}
	return tlog.TreeHash(size, hashes)
}

func checkLog(dir string, t trust) (*checkedLog, string, error) {
	msg, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return nil, "", err
	}
	size, root, err := openCheckpoint(msg, t)
	if err != nil {
		return nil, "", err
	}
	log := &checkedLog{origin: t.log.Name()}
	var stored []tlog.Hash
	log.hashes = func(indexes []int64) ([]tlog.Hash, error) {
		found := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			if index >= int64(len(stored)) {
				return nil, errors.New("hash beyond the tree")
			}
			found[i] = stored[index]
		}
		return found, nil
	}
	for int64(len(log.entries)) < size {
		entries, err := readBundle(dir, int64(len(log.entries)), size)
		if err != nil {
			return nil, "", err
		}
		for _, entry := range entries {
			hashes, err := tlog.StoredHashes(int64(len(log.entries)), entry, log.hashes)
			if err != nil {
				return nil, "", err
			}
			stored = append(stored, hashes...)
			log.entries = append(log.entries, entry)
		}
	}
	derived, err := treeHash(size, log.hashes)
	if err != nil {
		return nil, "", err
	}
	if derived != root {
		return nil, "", errors.New("the entries do not give the signed root")
	}
	files, err := checkFiles(dir, size, log)
	if err != nil {
		return nil, "", err
	}
	return log, fmt.Sprintf("%d entries, %d tile files, signed and cosigned", size, files), nil
}

// The entries of the bundle that starts at `first`, in a log of `size`.
func readBundle(dir string, first, size int64) ([][]byte, error) {
	count := size - first
	if count > width {
		count = width
	}
	tile := tlog.Tile{H: height, L: -1, N: first / width, W: int(count)}
	data, err := os.ReadFile(filepath.Join(dir, filePath(tile)))
	if err != nil {
		return nil, err
	}
	entries, err := splitBundle(data, count)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filePath(tile), err)
	}
	return entries, nil
}

// The `count` entries of a bundle.
func splitBundle(data []byte, count int64) ([][]byte, error) {
	var entries [][]byte
	for i := int64(0); i < count; i++ {
		if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
			return nil, errors.New("torn entry")
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		entries = append(entries, data[2:end:end])
		data = data[end:]
	}
	if len(data) != 0 {
		return nil, errors.New("bytes after the last entry")
	}
	return entries, nil
}

// x/mod writes the tile height into the path and calls bundles "data".
func filePath(tile tlog.Tile) string {
	path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
	return strings.Replace(path, "tile/data/", "tile/entries/", 1)
}

func parseFilePath(path string) (tlog.Tile, error) {
	path = strings.Replace(path, "tile/entries/", "tile/data/", 1)
	return tlog.ParseTilePath(strings.Replace(path, "tile/", "tile/8/", 1))
}

// Compares every file below tile/ with what the entries give, and requires
// those that the size needs.
func checkFiles(dir string, size int64, log *checkedLog) (int, error) {
	// NewTiles of older x/mod lists a partial tile at every width it had.
	widest := map[tlog.Tile]int{}
	for _, tile := range tlog.NewTiles(height, 0, size) {
		place := tlog.Tile{H: tile.H, L: tile.L, N: tile.N}
		if widest[place] < tile.W {
			widest[place] = tile.W
		}
	}
	missing := map[string]bool{}
	for tile, w := range widest {
		tile.W = w
		missing[filePath(tile)] = true
		if tile.L == 0 {
			tile.L = -1
			missing[filePath(tile)] = true
		}
	}
	files := 0
	err := filepath.WalkDir(filepath.Join(dir, "tile"), func(file string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && size == 0 {
			return nil
		}
		if err != nil || entry.IsDir() {
			return err
		}
		path, err := filepath.Rel(dir, file)
		if err != nil {
			return err
		}
		tile, err := parseFilePath(filepath.ToSlash(path))
		if err != nil {
			return err
		}
		expected, err := tileData(tile, log)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if !bytes.Equal(data, expected) {
			return fmt.Errorf("%s: differs from what the entries give", path)
		}
		delete(missing, filePath(tile))
		files++
		return nil
	})
	for path := range missing {
		if err == nil {
			err = fmt.Errorf("%s: missing", path)
		}
	}
	return files, err
}

func tileData(tile tlog.Tile, log *checkedLog) ([]byte, error) {
	if tile.L >= 0 {
		return tlog.ReadTileData(tile, log.hashes)
	}
	first := tile.N * width
	if first+int64(tile.W) > int64(len(log.entries)) {
		return nil, errors.New("entries beyond the tree")
	}
	var data []byte
	for _, entry := range log.entries[first : first+int64(tile.W)] {
		data = binary.BigEndian.AppendUint16(data, uint16(len(entry)))
		data = append(data, entry...)
	}
	return data, nil
}

func checkReceipt(file string, logs map[string]*checkedLog, trusted map[string]trust) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	head, checkpoint, found := strings.Cut(string(text), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("not a tlog-proof")
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		if _, err := base64.StdEncoding.DecodeString(lines[0][len("extra "):]); err != nil {
			return err
		}
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return errors.New("no index line")
	}
	index, err := strconv.ParseInt(lines[0][len("index "):], 10, 64)
	if err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	origin, _, _ := strings.Cut(checkpoint, "\n")
	log := logs[origin]
	if log == nil {
		return errors.New("of none of these logs")
	}
	for _, t := range trusted {
		if t.log.Name() != origin {
			continue
		}
		size, root, err := openCheckpoint([]byte(checkpoint), t)
		if err != nil {
			return err
		}
		if index < 0 || index >= size || size > int64(len(log.entries)) {
			return errors.New("beyond the log")
		}
		// The receipt's checkpoint may be older than the log's: its root must be
		// that of the log at that size.
		derived, err := treeHash(size, log.hashes)
		if err != nil {
			return err
		}
		if derived != root {
			return errors.New("its root is not that of the log at its size")
		}
		return tlog.CheckRecord(proof, size, root, index, tlog.RecordHash(log.entries[index]))
	}
	return errors.New("no key for its log")
}
