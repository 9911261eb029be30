// The URL classes beside those of the Node that runs the tests: every piece of every address must be the same.
import assert from 'node:assert/strict';
import test from 'node:test';
import { worker } from './harness';

const engine = worker('() => new Response()');
const OurURL = engine.run('URL') as typeof URL;
const OurParams = engine.run('URLSearchParams') as typeof URLSearchParams;

const PIECES = [
  'href',
  'protocol',
  'username',
  'password',
  'host',
  'hostname',
  'port',
  'pathname',
  'search',
  'hash',
  'origin',
] as const;

function piecesOf(make: () => URL): string {
  try {
    const url = make();
    return PIECES.map((piece) => `${piece}=${url[piece]}`).join(' ');
  } catch {
    return 'invalid';
  }
}

const BASES = [
  undefined,
  'http://example.com/a/b?c#d',
  'https://u:p@host:444/x/',
  'file:///C:/dir/file',
  'file://server/share',
  'mailto:me@x',
  'foo://host/a/b',
  'foo:/a/b',
  'data:text/plain,hi',
  'ws://h/p',
];
const ADDRESSES = [
  '',
  '#f',
  '?q',
  '?',
  '#',
  '/',
  '//',
  '///',
  '////x',
  'x',
  './x',
  '../x',
  '../../../x',
  'a/./b/../c/',
  '.',
  '..',
  '%2e',
  '%2E%2e/x',
  'http:',
  'http:/',
  'http://',
  'http:///x',
  'http:x',
  'https:x',
  'http:/x',
  'http:\\\\x\\y',
  '\\x',
  '\\\\h\\p',
  'HTTP://EXAMPLE.com:80/%7Ea',
  'http://a:b@c:81/d?e=\'"<>`#f"<>`',
  'http://a@b@c/',
  'http://:@c/',
  'http://@/',
  'http://u:@h/',
  'http://h:/',
  'http://h:0/',
  'http://h:65536/',
  'http://h:080/',
  'http://h:8x/',
  'http://[::1]/',
  'http://[1:2:3:4:5:6:7:8]:9/',
  'http://[::1.2.3.4]/',
  'http://[1::2::3]/',
  'http://[:::]/',
  'http://[::ffff:255.255.255.255]/',
  'http://[0:0:1:0:0:0:0:1]/',
  'http://[1:0:0:2:0:0:0:3]',
  'http://[::1',
  'http://[]/',
  'http://[12345::]/',
  'http://[::1.2.3]/',
  'http://[1.2.3.4::]/',
  'http://1/',
  'http://1.2/',
  'http://1.2.3/',
  'http://0x7f.1/',
  'http://0300.0250.1/',
  'http://256.1/',
  'http://4294967296/',
  'http://4294967295/',
  'http://1.2.3.4./',
  'http://1.2.3.4.5/',
  'http://09.1.1.1/',
  'http://a.0x/',
  'http://a.1/',
  'http://0x/',
  'http://1..2/',
  'http://./',
  'http://a..b/',
  'http://a_b/',
  'http://a b/',
  'http://a%20b/',
  'http://a%41b/',
  'http://%zz/',
  'http://a<b/',
  'http://a%00b/',
  'http://a|b/',
  'foo://a|b/',
  'foo://A b/',
  'foo://A%41/',
  'foo:///x',
  'foo://',
  'foo:',
  'foo:/',
  'foo:x y ',
  'foo:x#h',
  'foo://h:99/..//x',
  'foo:/..//x',
  'foo:/.//x',
  'foo://u:p@/x',
  'foo://:80/',
  'http://bücher.example/ü?ü#ü',
  'http://xn--bcher-kva.example/',
  'http://日本語。jp/',
  'http://ＧＯ.com/',
  'http://faß.de/',
  'http://a\u00adb.com/',
  'http://\u200b/',
  'file:',
  'file:x',
  'file:/x',
  'file://x',
  'file:///x',
  'file:///C|/x',
  'file:C:/x',
  'file:C|x',
  'file://C:/x',
  'file://localhost/x',
  'file:///..',
  'file:///C:/..',
  'file:\\\\h\\p',
  '/C:/x',
  'C:/x',
  'C|',
  'file:?q',
  'file:#f',
  'file://h:80/',
  'file://u@h/',
  'ws:x',
  'wss://h:443/',
  'ftp://h:21/',
  'blob:https://a.b/c',
  'blob:x',
  'javascript:x',
  ' http://x ',
  'h\nt\ttp://x\r/y',
  'http://x/\u{1f600}?\u{1f600}#\u{1f600}',
  'http://x/\ud800',
  'http://x/ab`{}|~',
  'http://x?a^b`{}|~',
  '1http://x',
  'a+b-c.d:e',
  ':x',
  'http::@c:29',
  'http://x/%2f%2F%zz%',
  'http://x/;a=b/:c@d',
  'http://192.168.0.1.example/',
  'http://user%40:pa%3ass@h/',
  'http://h?q=a b&c=d',
];

test('addresses are taken apart as everywhere', () => {
  const wrong: string[] = [];
  for (const base of BASES) {
    for (const address of ADDRESSES) {
      const ours = piecesOf(() => new OurURL(address, base));
      const theirs = piecesOf(() => new URL(address, base));
      if (ours !== theirs)
        wrong.push(`${JSON.stringify(address)} against ${base}\n  ours   ${ours}\n  theirs ${theirs}`);
      assert.equal(OurURL.canParse(address, base), ours !== 'invalid');
    }
  }
  assert.deepEqual(wrong, []);
});

const VALUES = [
  '',
  'x',
  'a:b',
  'host:81',
  'host:',
  ':82',
  '83',
  '84x',
  'x84',
  '443',
  '80',
  '70000',
  '?a=b',
  '#c',
  '/p/../q',
  '\\p',
  '//h',
  'a b',
  'ü',
  'https',
  'https:',
  'foo:',
  'file',
  'ws:x',
  '[::1]:5',
  '[::1',
  'h/p',
  'h?q',
  'h#f',
  '%41',
  "'",
  'a@b',
  'C|/x',
  '\t8\n1',
  ' ',
  '..',
  'localhost',
];
const SETTABLE = [
  'protocol',
  'username',
  'password',
  'host',
  'hostname',
  'port',
  'pathname',
  'search',
  'hash',
  'href',
] as const;

test('setters take and ignore the same values as everywhere', () => {
  const wrong: string[] = [];
  const start = ['http://u:p@example.com:8080/a/b?c#d', 'https://h/', 'file:///x/y', 'mailto:ab', 'ws://h:81'];
  for (const href of start) {
    for (const piece of SETTABLE) {
      for (const value of VALUES) {
        if (piece === 'port' && !/^(?:\d|$)/.test(value)) continue; // some Nodes clear the port instead of ignoring the value
        const set = (url: URL): URL => {
          url[piece] = value;
          return url;
        };
        const ours = piecesOf(() => set(new OurURL(href)));
        const theirs = piecesOf(() => set(new URL(href)));
        if (ours !== theirs)
          wrong.push(`${href} ${piece}=${JSON.stringify(value)}\n  ours   ${ours}\n  theirs ${theirs}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
});

test('search parameters read, write and follow their URL', () => {
  for (const init of ['a=b&c=d+e%20f&a=%zz&=x&y&&z=%F0%9F%98%80', '?q=ü&r=+', '', '%']) {
    assert.equal(new OurParams(init).toString(), new URLSearchParams(init).toString());
  }
  const url = new OurURL('http://x/?b=2&a=1');
  url.searchParams.append('c', 'ä &');
  assert.equal(url.href, 'http://x/?b=2&a=1&c=%C3%A4+%26');
  url.searchParams.sort();
  url.searchParams.delete('b');
  assert.equal(url.search, '?a=1&c=%C3%A4+%26');
  url.search = '?k=v';
  assert.equal(url.searchParams.get('k'), 'v');
  url.searchParams.delete('k');
  assert.equal(url.href, 'http://x/');
  const params = new OurParams([
    ['a', '1'],
    ['b', '2'],
    ['a', '3'],
  ]);
  params.set('a', '4');
  assert.equal(params.toString(), 'a=4&b=2');
  assert.equal(JSON.stringify([...params]), '[["a","4"],["b","2"]]');
  assert.equal(new OurParams({ x: '1', y: '2' }).size, 2);
  assert.ok(params.has('a', '4') && !params.has('a', '5'));
});

test('rules younger than some Nodes', () => {
  assert.equal(new OurURL('foo:x y ?q').href, 'foo:x y%20?q');
  assert.equal(new OurURL('http://x/a^b').pathname, '/a%5Eb');
});

test('setters of addresses that are not special', () => {
  const set = (href: string, piece: 'host' | 'port' | 'pathname', value: string): string => {
    const url = new OurURL(href);
    url[piece] = value;
    return url.href;
  };
  assert.equal(set('foo:/p', 'host', 'h:81'), 'foo://h:81/p');
  assert.equal(set('foo://h/p', 'host', ':82'), 'foo://h/p');
  assert.equal(set('foo://h/p', 'pathname', '..'), 'foo://h/');
  assert.equal(set('http://h:1/', 'port', 'x2'), 'http://h:1/');
});

test('addresses that are cut by one expression come out as the whole parser has them', async () => {
  const engine = worker(`() => new Response('x')`);
  const pieces = ['a', 'b.c', '..', '.', '', '%20', '%2e', '%2E%2e', '...', '.a', 'x:y', '1', ';p', "'"];
  const tails = ['', '?q=1', '?', '#h', '#', '?a=/../b#c/./d', '?%2e#'];
  const hosts = ['a.example', 'a.example:81', 'a.example:443', '1.2.3.4', '0x7f.1', 'a.1b', 'a-b_c.d'];
  const seeded = (() => {
    let seed = 20261124;
    return (below: number) => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return (seed >>> 8) % below;
    };
  })();
  const path = () => Array.from({ length: 1 + seeded(5) }, () => pieces[seeded(pieces.length)]).join('/');
  const keys = ['href', 'protocol', 'username', 'host', 'hostname', 'port', 'pathname', 'search', 'hash', 'origin'];
  const read = (url: string, base: string) =>
    engine.run(`(() => { try { const u = new URL(${JSON.stringify(url)}, ${JSON.stringify(base)});
      return JSON.stringify(${JSON.stringify(keys)}.map((key) => u[key])); } catch { return 'none'; } })()`);
  for (let i = 0; i < 3000; i++) {
    const base = `https://${hosts[seeded(hosts.length)]}/${path()}${tails[seeded(tails.length)]}`;
    const url = [`${base}`, path(), `/${path()}`, '', `?x${i}`, '#y'][seeded(6)]! + tails[seeded(tails.length)];
    // White space at its beginning sends an address to the whole parser.
    const wanted = read(`\n${url}`, `\n${base}`);
    assert.equal(read(url, base), wanted, `${url} against ${base}`);
  }
});

test('params of an ordinary URL rewrite its query alone', () => {
  const engine = worker(`() => new Response('x')`);
  const changed = engine.run(`(() => {
    const u = new URL('https://a.example:81/p/./q?a=1#h');
    u.searchParams.set('n', "x y'&=é");
    const first = u.href;
    u.searchParams.delete('n');
    u.searchParams.delete('a');
    return JSON.stringify([first, u.href, u.search]);
  })()`);
  assert.deepEqual(JSON.parse(changed), [
    'https://a.example:81/p/q?a=1&n=x+y%27%26%3D%C3%A9#h',
    'https://a.example:81/p/q#h',
    '',
  ]);
});

test('what forms do to text is undone exactly', () => {
  const engine = worker(`() => new Response('x')`);
  const texts = [
    'a b',
    'a+b',
    '100%',
    '%',
    '%4',
    '%zz',
    '%41%2',
    'é €',
    "~!*()'",
    '%c3%a9',
    'x%20y+z',
    '\u0000',
    '&=#?',
  ];
  for (const text of texts) {
    const wanted = new URLSearchParams({ [text]: text });
    const ours = engine.run(`new URLSearchParams({ [${JSON.stringify(text)}]: ${JSON.stringify(text)} }).toString()`);
    assert.equal(ours, wanted.toString(), text);
    const read = engine.run(`JSON.stringify([...new URLSearchParams(${JSON.stringify(`${text}=${text}`)})])`);
    assert.equal(read, JSON.stringify([...new URLSearchParams(`${text}=${text}`)]), text);
  }
});
