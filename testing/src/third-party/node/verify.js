'use strict';
// Reads what a log serves, as a JSON document on standard input, and checks it with the verifier behind npm's own
// provenance. Ends with 0 when it accepts, else with 1 and the reason.
const crypto = require('crypto');
const fs = require('fs');
const path = require('path');

const tlog = path.join(process.argv[2], 'node_modules/@sigstore/verify/dist/tlog');
const { verifyCheckpoint } = require(path.join(tlog, 'checkpoint.js'));
const { verifyMerkleInclusion } = require(path.join(tlog, 'merkle.js'));

// A key as this library wants it: the whole hash of which a signature names the first four bytes (C2SP signed-note)
function authority(vkey) {
  const name = vkey.slice(0, vkey.indexOf('+'));
  const typed = Buffer.from(vkey.split('+').slice(2).join('+'), 'base64');
  const header = Buffer.from('302a300506032b6570032100', 'hex');
  return {
    logID: crypto.createHash('sha256').update(name + '\n').update(typed).digest(),
    publicKey: crypto.createPublicKey({
      key: Buffer.concat([header, typed.subarray(1)]),
      format: 'der',
      type: 'spki',
    }),
    baseURL: 'https://' + name,
  };
}

try {
  const evidence = JSON.parse(fs.readFileSync(0, 'utf8'));
  const entry = {
    canonicalizedBody: Buffer.from(evidence.Entry, 'base64'),
    inclusionProof: {
      logIndex: evidence.Index,
      hashes: evidence.Proof.map((hash) => Buffer.from(hash, 'base64')),
      checkpoint: { envelope: evidence.Note },
    },
  };
  for (const vkey of evidence.Vkeys) {
    verifyMerkleInclusion(entry, verifyCheckpoint(entry, [authority(vkey)]));
  }
  console.log('accepted');
} catch (e) {
  console.log(e.message);
  process.exit(1);
}
