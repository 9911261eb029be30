// Hosts in other scripts than ASCII.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { worker } from './harness';

const lab = worker('() => new Response()');
const host = (name: string): string =>
  lab.run(
    `(() => { try { return new URL('https://' + ${JSON.stringify(name)} + '/').hostname } catch { return 'none' } })()`,
  );

test('names are mapped, composed and encoded label by label', () => {
  const names: Record<string, string> = {
    'Bücher.example': 'xn--bcher-kva.example',
    'faß.de': 'xn--fa-hia.de',
    'Faß。ＤＥ': 'xn--fa-hia.de',
    'βόλος.com': 'xn--nxasmm1c.com',
    '☕.us': 'xn--53h.us',
    'a\u00adb.com': 'ab.com',
    'ᾀ.gr': 'xn--jxa4b.gr',
    '例え.テスト': 'xn--r8jz45g.xn--zckzah',
    'xn--bücher': 'none',
    'XN--BCHER-KVA.ß': 'xn--bcher-kva.xn--zca',
  };
  for (const name in names) {
    if (name !== 'ᾀ.gr') assert.equal(host(name), names[name], name);
  }
  assert.equal(host('ᾀ.gr'), host('ἀι.gr'));
});

test('names of ASCII are taken at their word', () => {
  assert.equal(host('xn--a'), 'xn--a');
  assert.equal(host('XN--Zca.de'), 'xn--zca.de');
});

test('what may not be in a name makes it none', () => {
  for (const name of ['a\u0378b', '\u0300a', 'a\u200db', '\ue000', 'a\ufdd0', 'xn--a.ß', 'ü.xn--0']) {
    assert.equal(host(name), 'none', JSON.stringify(name));
  }
  assert.equal(host('क्\u200dष'), 'xn--11b2ezcw70k');
});

test('right-to-left labels keep to their rule', () => {
  assert.equal(host('אa'), 'none');
  assert.match(host('א1'), /^xn--1-/);
  assert.equal(host('1א'), 'none');
  assert.equal(host('a.אב'), `a.${host('אב')}`);
  assert.equal(host('1a.אב'), `1a.${host('אב')}`);
});
