// Verifies the checkpoints and receipts of a directory with @sigstore/verify,
// which this project did not write.
//
//   node verify_log.js DIR
//
// DIR is laid out as for ../go/verify_log.go.  That package knows no
// cosignatures and no tiles: it checks each log's signature, and that each
// receipt leads from its entry to the signed root.  Prints one line; exit code
// 1 and the reason on standard error if anything is wrong.

'use strict';

const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const { verifyCheckpoint } = require('@sigstore/verify/dist/tlog/checkpoint');
const { verifyMerkleInclusion } = require('@sigstore/verify/dist/tlog/merkle');

// SubjectPublicKeyInfo of an Ed25519 key, up to the key (RFC 8410).
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

// A verifier key as the transparency log instance that the package expects.
function readLogKey(file) {
  const [, name, id, base64] =
      /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)\s*$/.exec(fs.readFileSync(file, 'utf8'));
  const typed = Buffer.from(base64, 'base64');
  return {
    baseURL: name,
    logID: Buffer.from(id, 'hex'),
    publicKey: crypto.createPublicKey({
      key: Buffer.concat([SPKI_PREFIX, typed.subarray(1)]),
      format: 'der',
      type: 'spki',
    }),
  };
}

function open(checkpoint, log) {
  const entry = { inclusionProof: { checkpoint: { envelope: checkpoint } } };
  const opened = verifyCheckpoint(entry, [log]);
  if (opened.origin !== log.baseURL) throw new Error('of another log');
  return opened;
}

// Entry `index` of the log in `dir`: from its full bundle, or else the widest.
function readEntry(dir, index) {
  const groups = [];
  for (let n = Math.floor(index / 256); groups.length === 0 || n > 0;
       n = Math.floor(n / 1000)) {
    groups.unshift((groups.length ? 'x' : '') +
                   String(n % 1000).padStart(3, '0'));
  }
  let file = path.join(dir, 'tile', 'entries', ...groups);
  if (!fs.existsSync(file)) {
    const widths = fs.readdirSync(`${file}.p`).map(Number);
    file = path.join(`${file}.p`, String(Math.max(...widths)));
  }
  let bundle = fs.readFileSync(file);
  for (let i = index % 256; i > 0; --i) {
    bundle = bundle.subarray(2 + bundle.readUInt16BE(0));
  }
  return bundle.subarray(2, 2 + bundle.readUInt16BE(0));
}

function verifyReceipt(text, logs) {
  const split = text.indexOf('\n\n');
  const lines = text.slice(0, split).split('\n').slice(1);
  if (lines[0].startsWith('extra ')) lines.shift();
  const index = Number(lines[0].slice('index '.length));
  const checkpoint = text.slice(split + 2);
  const log = logs.get(checkpoint.slice(0, checkpoint.indexOf('\n')));
  if (!log) throw new Error('of none of these logs');
  const entry = {
    canonicalizedBody: readEntry(log.dir, index),
    inclusionProof: {
      logIndex: String(index),
      hashes: lines.slice(1).map((line) => Buffer.from(line, 'base64')),
    },
  };
  verifyMerkleInclusion(entry, open(checkpoint, log.key));
}

function run(dir) {
  const logs = new Map();
  for (const nation of fs.readdirSync(dir)) {
    const file = path.join(dir, nation, 'audit.vkey');
    if (!fs.existsSync(file)) continue;
    const log = { dir: path.join(dir, nation, 'audit'), key: readLogKey(file) };
    open(fs.readFileSync(path.join(log.dir, 'checkpoint'), 'utf8'), log.key);
    logs.set(log.key.baseURL, log);
  }
  if (logs.size === 0) throw new Error('no log found');
  const folder = path.join(dir, 'receipts');
  const receipts = fs.existsSync(folder) ?
      fs.readdirSync(folder).filter((name) => name.endsWith('.tlog-proof')) : [];
  for (const name of receipts) {
    verifyReceipt(fs.readFileSync(path.join(folder, name), 'utf8'), logs);
  }
  console.log(`@sigstore/verify: ok: ${logs.size} checkpoints signed; ` +
              `${receipts.length} receipts`);
}

try {
  run(process.argv[2]);
} catch (error) {
  console.error(`verify_log.js: ${error.message}`);
  process.exit(1);
}
