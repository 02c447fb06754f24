// Compares our validators of CLABE and of machine-readable zones with those of
// npm, on generated values; any difference that is not named here fails.
//
//   node compare_values.mjs FORMAT_PROBE
//
// Ends with 77, skipped, where `npm ci` was not run in this folder.
import {execFileSync} from 'node:child_process';

let clabe, parse;
try {
  ({clabe} = await import('clabe-validator'));
  ({parse} = await import('mrz'));
} catch {
  console.log('skipped: run `npm ci` in tests/verifiers/node');
  process.exit(77);
}

// The same values in every run.
let state = 20260204;
const random = n => {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0;
  return (state >>> 8) % n;
};
const pick = list => list[random(list.length)];
const some = (alphabet, count) =>
    Array.from({length: count}, () => pick(alphabet)).join('');
const DIGITS = '0123456789';
const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

// `text` with one character changed, lost or added.
const mutant = (text, alphabet) => {
  const at = random(text.length);
  return text.slice(0, at) + pick([pick(alphabet), '', text[at] + pick(alphabet)]) +
      text.slice(at + 1);
};

const judge = (format, values) =>
    execFileSync(process.argv[2], {
      input: values.map(value => `${format}\t${value}\n`).join(''),
      maxBuffer: 1 << 26,
    }).toString().trimEnd().split('\n');

// What they find first, in our words.  The place of a bank is not looked up
// here.
const CLABE_WORDS = {
  'invalid-length': 'refuse LENGTH',
  'invalid-characters': 'refuse CHARACTERS',
  'invalid-checksum': 'refuse CHECK_DIGIT',
  'invalid-bank': 'refuse CODE_UNKNOWN',
  'invalid-city': 'fine',
};

const clabeValues = () => {
  const values = ['002010077777777771', '032180000118359719',
                  '999000000000000001', '00201007777777777A'];
  values.push(...[...DIGITS].map(last => '14901000000000000' + last));
  for (let i = 0; i < 600; ++i) {
    const bank = random(4) ? pick(Object.keys(clabe.banksMap)).padStart(3, '0')
                           : some(DIGITS, 3);
    const body = bank + some(DIGITS, 14);
    const all = [...DIGITS].map(last => body + last);
    values.push(...all);
    values.push(...all.slice(0, 3).map(value => mutant(value, DIGITS + 'A')));
  }
  return values;
};

const clabeDiffers = (value, ours, theirs) =>
    value.startsWith('999') ? '999 is no bank: refused here' :
    ours === 'fine' && theirs === 'refuse CODE_UNKNOWN' ?
                              'banks that were in the list once' : null;

const check = text => String([...text].reduce(
    (sum, c, i) => sum + (c === '<' ? 0 : parseInt(c, 36)) * [7, 3, 1][i % 3], 0) % 10);
const checked = text => text + check(text);
const date = () => checked(String(random(100)).padStart(2, '0') +
    String(1 + random(12)).padStart(2, '0') + String(1 + random(28)).padStart(2, '0'));
const country = () => pick(['USA', 'MEX', 'CAN', 'GTM', 'ESP']);

// Lines of a document of each size.
const document = () => {
  const name = `${some(CAPITALS, 5)}<<${some(CAPITALS, 6)}`;
  const number = checked(some(DIGITS + CAPITALS, 9));
  const [birth, expiry, sex] = [date(), date(), pick(['M', 'F', '<'])];
  const size = random(3);
  if (size === 0) {
    const personal = checked(some(DIGITS + CAPITALS, 14));
    const whole = check(number + birth + expiry + personal);
    return [('P<' + country() + name).padEnd(44, '<'),
            number + country() + birth + sex + expiry + personal + whole];
  }
  if (size === 1) {
    const optional = some(DIGITS, 7);
    const whole = check(number + birth + expiry + optional);
    return [('I<' + country() + name).padEnd(36, '<'),
            number + country() + birth + sex + expiry + optional + whole];
  }
  const [first, second] = [some(DIGITS, 15), some(DIGITS, 11)];
  const whole = check(number + first + birth + expiry + second);
  return ['I<' + country() + number + first,
          birth + sex + expiry + country() + second + whole,
          name.padEnd(30, '<')];
};

const mrzValues = () => {
  const values = [];
  for (let i = 0; i < 800; ++i) {
    const lines = document();
    values.push(lines);
    for (let k = 0; k < 6; ++k) {
      const changed = [...lines];
      const at = random(lines.length);
      const spot = random(lines[at].length);
      changed[at] = lines[at].slice(0, spot) +
          pick(DIGITS + CAPITALS + '<') + lines[at].slice(spot + 1);
      values.push(changed);
    }
  }
  return values;
};

// A country that no list has refuses there and warns here.
const COUNTRY = /^(issuingState|nationality)$/;
const theirMrz = lines =>
    parse(lines).details.filter(d => !d.valid).map(d => d.field);

const mrzDiffers = (line, ours, wrong) =>
    wrong.includes('documentCode') && ours === 'warn UNCOMMON' ?
                              'kinds that the standard lacks: a warning here' :
    wrong.join() === 'documentCode' && line[0] === 'V' ?
                              'visas: unknown there' :
    /^.[0-9]/.test(line) ? 'a digit in the kind of document: refused here' : null;

let unexplained = 0;
const count = new Map();
const note = why => count.set(why, (count.get(why) ?? 0) + 1);
const complain = text => {
  if (++unexplained <= 20) console.log(text);
};

const accounts = clabeValues();
judge('clabe', accounts).forEach((ours, i) => {
  const result = clabe.validate(accounts[i]);
  const theirs = result.ok ? 'fine' : CLABE_WORDS[result.error] ?? result.error;
  if (ours === theirs) return;
  const why = clabeDiffers(accounts[i], ours, theirs);
  if (why) note(`clabe: ${why}`);
  else complain(`clabe ${accounts[i]}: ${ours} here, ${theirs} there`);
});

const zones = mrzValues();
judge('mrz', zones.map(lines => lines.join(''))).forEach((ours, i) => {
  const wrong = theirMrz(zones[i]);
  const bad = wrong.some(field => !COUNTRY.test(field));
  const theirs = bad ? 'refuse' : wrong.length ? 'warn' : 'fine';
  if (ours.startsWith(theirs)) return;
  const why = mrzDiffers(zones[i][0], ours, wrong);
  if (why) return note(`mrz: ${why}`);
  complain(`mrz ${zones[i].join(' ')}: ${ours} here, ${wrong} wrong there`);
});

console.log(`${accounts.length} CLABEs, ${zones.length} zones, ${unexplained} unexplained`);
for (const [why, times] of count) console.log(`  ${times} ${why}`);
process.exit(unexplained ? 1 : 0);
