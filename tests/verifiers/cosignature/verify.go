// Verifies the checkpoints of a directory, the witness's cosignature included,
// and those inside its receipts, with github.com/transparency-dev/formats,
// which this project did not write.
//
//	verify DIR
//
// DIR is laid out as for ../go/verify_log.go.  A witness of another folder must
// have cosigned; what others have signed besides must be right.  Prints one
// line; exit code 1 and the reason on standard error if anything is wrong.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/transparency-dev/formats/log"
	cosignature "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/formats/proof"
	"golang.org/x/mod/sumdb/note"
)

// One nation's log and the witnesses of others.
type witnessed struct {
	log       note.Verifier
	witnesses []note.Verifier
}

func readKey(path string) (string, error) {
	key, err := os.ReadFile(path)
	return strings.TrimSpace(string(key)), err
}

func (w witnessed) verify(checkpoint []byte) error {
	_, _, opened, err := log.ParseCheckpoint(checkpoint, w.log.Name(), w.log, w.witnesses...)
	if err != nil {
		return err
	}
	for _, signature := range opened.Sigs {
		for _, witness := range w.witnesses {
			if signature.Name == witness.Name() && signature.Hash == witness.KeyHash() {
				return nil
			}
		}
	}
	return errors.New("not cosigned by anybody else")
}

// The log in each folder of `dir`, with the witnesses of the other folders.
func readLogs(dir string) (map[string]witnessed, error) {
	logs := map[string]witnessed{}
	keys, _ := filepath.Glob(filepath.Join(dir, "*", "audit.vkey"))
	witnesses, _ := filepath.Glob(filepath.Join(dir, "*", "witness.vkey"))
	for _, path := range keys {
		nation := filepath.Dir(path)
		key, err := readKey(path)
		if err != nil {
			return nil, err
		}
		verifier, err := note.NewVerifier(key)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		known := witnessed{log: verifier}
		for _, other := range witnesses {
			if filepath.Dir(other) == nation {
				continue
			}
			key, err := readKey(other)
			if err != nil {
				return nil, err
			}
			witness, err := cosignature.NewVerifierForCosignatureV1(key)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", other, err)
			}
			known.witnesses = append(known.witnesses, witness)
		}
		if len(known.witnesses) > 0 {
			logs[nation] = known
		}
	}
	return logs, nil
}

func verifyReceipt(path string, logs map[string]witnessed) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var receipt proof.TLogProof
	if err := receipt.Unmarshal(text); err != nil {
		return err
	}
	err = errors.New("of no known log")
	for _, known := range logs {
		if strings.HasPrefix(string(receipt.Checkpoint), known.log.Name()+"\n") {
			err = known.verify(receipt.Checkpoint)
		}
	}
	return err
}

func verifyAll(dir string) (string, error) {
	logs, err := readLogs(dir)
	if err != nil {
		return "", err
	}
	if len(logs) == 0 {
		return "", errors.New("no log with a witness")
	}
	for nation, known := range logs {
		checkpoint, err := os.ReadFile(filepath.Join(nation, "audit", "checkpoint"))
		if err == nil {
			err = known.verify(checkpoint)
		}
		if err != nil {
			return "", fmt.Errorf("%s: %w", nation, err)
		}
	}
	receipts, _ := filepath.Glob(filepath.Join(dir, "receipts", "*.tlog-proof"))
	for _, path := range receipts {
		if err := verifyReceipt(path, logs); err != nil {
			return "", fmt.Errorf("%s: %w", path, err)
		}
	}
	return fmt.Sprintf("%d checkpoints and %d receipts cosigned", len(logs), len(receipts)), nil
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: verify DIR")
		os.Exit(2)
	}
	result, err := verifyAll(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "transparency-dev/formats:", err)
		os.Exit(1)
	}
	fmt.Println("transparency-dev/formats: ok:", result)
}
