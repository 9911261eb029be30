// TextDecoder and TextEncoder. The host's indexes are played by Node's decoders here; the engine's tests compare them whole.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { worker } from './harness';

const lab = worker('() => new Response()');
const decode = (label: string, ...pieces: number[][]): string =>
  lab.run(`(() => {
    const decoder = new TextDecoder(${JSON.stringify(label)});
    let text = '';
    for (const piece of ${JSON.stringify(pieces)}) text += decoder.decode(new Uint8Array(piece), { stream: true });
    return text + decoder.decode();
  })()`);
const thrown = (code: string): string =>
  lab.run(`(() => { try { ${code} } catch (error) { return String(error) } })()`);

test('labels name encodings, whatever their case and the white space around them', () => {
  const names = (label: string) => lab.run(`new TextDecoder(${JSON.stringify(label)}).encoding`);
  assert.deepEqual(
    ['latin1', ' UTF8\n', 'Shift-JIS', 'gb2312', 'l9', 'KOI8-RU', 'ucs-2', 'ks_c_5601-1987', 'ISO-8859-11'].map(names),
    ['windows-1252', 'utf-8', 'shift_jis', 'gbk', 'iso-8859-15', 'koi8-u', 'utf-16le', 'euc-kr', 'windows-874'],
  );
  for (const label of ['replacement', 'hz-gb-2312', 'utf-7', '', '\u00a0utf-8', '__proto__']) {
    assert.match(thrown(`new TextDecoder(${JSON.stringify(label)})`), /^RangeError/);
  }
});

test('every family of encodings is decoded, however the bytes are cut', () => {
  const samples: [string, number[], string][] = [
    ['windows-1251', [0xcf, 0xf0, 0xe8], 'При'],
    ['koi8-r', [0xf0, 0xd2], 'Пр'],
    ['iso-8859-7', [0xc1, 0xe1], 'Αα'],
    ['shift_jis', [0x93, 0xfa, 0x96, 0x7b, 0xb1, 0x41], '日本ｱA'],
    ['euc-jp', [0xc6, 0xfc, 0x8e, 0xb1, 0x8f, 0xb0, 0xa1], '日ｱ丂'],
    ['iso-2022-jp', [0x1b, 0x24, 0x42, 0x46, 0x7c, 0x1b, 0x28, 0x42, 0x41], '日A'],
    ['euc-kr', [0xc7, 0xd1, 0xb1, 0xdb], '한글'],
    ['big5', [0xa4, 0xa4], '中'],
    ['gbk', [0xd6, 0xd0, 0x80], '中€'],
    ['gb18030', [0xd6, 0xd0, 0x90, 0x30, 0x81, 0x30, 0x81, 0x30, 0x81, 0x30], '中\u{10000}\x80'],
    ['x-user-defined', [0x41, 0x80, 0xff], 'A\uf780\uf7ff'],
  ];
  for (const [label, bytes, text] of samples) {
    assert.equal(decode(label, bytes), text, label);
    assert.equal(decode(label, ...bytes.map((byte) => [byte])), text, label);
  }
});

test('what is malformed becomes U+FFFD and gives ASCII back, or is refused', () => {
  assert.equal(decode('shift_jis', [0x81, 0x20, 0x81]), '\ufffd \ufffd');
  assert.equal(decode('euc-jp', [0x8f, 0xa1, 0x41]), '\ufffdA');
  assert.equal(decode('gb18030', [0x81, 0x30, 0x81, 0x41]), '\ufffd0丄');
  assert.equal(decode('big5', [0xa4, 0x20, 0xff]), '\ufffd \ufffd');
  assert.equal(decode('iso-2022-jp', [0x1b, 0x24, 0x41, 0x0e]), '\ufffd$A\ufffd');
  for (const label of ['big5', 'gbk', 'euc-kr', 'shift_jis', 'euc-jp', 'iso-2022-jp', 'iso-8859-3']) {
    const code = `new TextDecoder('${label}', { fatal: true }).decode(new Uint8Array([0x85, 0x20, 0xae]))`;
    assert.equal(thrown(code), 'TypeError: Failed to decode input.', label);
  }
});

test('decoders take buffers of every kind and refuse the rest', () => {
  assert.equal(lab.run('new TextDecoder().decode(new DataView(new Uint8Array([65, 66]).buffer, 1))'), 'B');
  assert.equal(lab.run('new TextDecoder().decode(new Uint16Array([0x4241]))'), 'AB');
  assert.match(thrown(`new TextDecoder().decode('text')`), /^TypeError/);
  assert.match(thrown(`new TextDecoder('utf-8', 1)`), /^TypeError/);
});

test('a Worker that changes the prototypes of strings changes no decoder', () => {
  const own = worker(`() => new Response()`);
  own.run(`String.prototype.charCodeAt = String.prototype.replace = () => { throw new Error('reached') };
    RegExp.prototype[Symbol.replace] = RegExp.prototype.exec = () => { throw new Error('reached') }`);
  assert.equal(own.run(`new TextDecoder('latin1').decode(new Uint8Array([0x80, 0x41]))`), '€A');
  assert.equal(own.run(`new TextDecoder('sjis').decode(new Uint8Array([0x93, 0xfa]))`), '日');
});

test('a stream of text is cut where chunks are, never inside a character', async () => {
  const answer = await worker(`async () => {
    const seen = [];
    const stream = new TextDecoderStream('shift_jis');
    const writer = stream.writable.getWriter();
    writer.write(new Uint8Array([0x41, 0x93]));
    writer.write(new Uint8Array([0xfa]).buffer);
    writer.close();
    for await (const text of stream.readable) seen.push(text);
    return Response.json([stream.encoding, seen]);
  }`).ask('/');
  assert.deepEqual(JSON.parse(answer.body), ['shift_jis', ['A', '日']]);
});
