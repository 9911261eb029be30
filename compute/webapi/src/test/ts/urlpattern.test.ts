// URLPattern. What is expected here was measured on Cloudflare's runtime.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { worker } from './harness';

const lab = worker('() => new Response()');
const run = (code: string): any => JSON.parse(lab.run(`JSON.stringify((() => { ${code} })() ?? null)`));
const shown = (...args: unknown[]): string[] =>
  run(`const p = new URLPattern(...${JSON.stringify(args)});
    return [p.protocol, p.username, p.password, p.hostname, p.port, p.pathname, p.search, p.hash]`);

test('what a pattern leaves out is anything, or comes from its base', () => {
  assert.deepEqual(shown(), ['*', '*', '*', '*', '*', '*', '*', '*']);
  assert.deepEqual(shown('/foo/:bar', 'https://example.com'), [
    ...['https', '*', '*', 'example.com', '', '/foo/:bar', '*', '*'],
  ]);
  assert.deepEqual(shown({ baseURL: 'https://x.y/z?q#h' }), ['https', '*', '*', 'x.y', '', '/z', 'q', 'h']);
  assert.deepEqual(shown({ pathname: 'w', baseURL: 'https://x.y/z/z2?q#h' })[5], '/z/w');
});

test('a whole URL is cut at the marks outside of groups', () => {
  assert.deepEqual(shown('https://{sub.}?example.com/:x?q=:y#z'), [
    ...['https', '*', '*', '{sub.}?example.com', '', '/:x?q=:y', '', 'z'],
  ]);
  assert.deepEqual(shown('data\\:foo*'), ['data', '*', '*', '', '', 'foo*', '*', '*']);
  assert.deepEqual(shown('https://a.b:443/'), ['https', '*', '*', 'a.b', '', '/', '*', '*']);
  assert.deepEqual(shown('*://*/x'), ['*', '*', '*', '*', '', '/x', '*', '*']);
});

test('fixed texts take the form they have in a URL, and pieces are written back shortest', () => {
  assert.equal(shown({ pathname: '/é/:ü' })[5], '/%C3%A9/:ü');
  assert.equal(shown({ pathname: '/x/../y' })[5], '/y');
  assert.equal(shown({ pathname: '/foo{/:bar}?' })[5], '/foo/:bar?');
  assert.equal(shown({ pathname: '/a{b}c' })[5], '/abc');
  assert.equal(shown({ pathname: ':x(.*)' })[5], ':x(.*)');
  assert.equal(shown({ protocol: 'data', pathname: 'a b' })[5], 'a b');
});

test('groups give what they matched', () => {
  assert.deepEqual(
    run(`const { pathname, search, inputs } = new URLPattern({ pathname: '/a/:id(\\\\d+)/*', search: 'q=:q' })
      .exec('/a/12/b/c?q=x', 'https://h/'); return [pathname, search.groups, inputs]`),
    [{ input: '/a/12/b/c', groups: { '0': 'b/c', id: '12' } }, { q: 'x' }, ['/a/12/b/c?q=x', 'https://h/']],
  );
  assert.equal(run(`return new URLPattern({ pathname: '/a/:id(\\\\d+)' }).test({ pathname: '/a/x' })`), false);
  assert.equal(run(`return new URLPattern({ pathname: '/A' }, { ignoreCase: true }).test({ pathname: '/a' })`), true);
  assert.equal(
    run(`return new URLPattern({ pathname: '/:a+/x' }).exec({ pathname: '/1/2/x' }).pathname.groups.a`),
    '1/2',
  );
  assert.equal(run(`return new URLPattern({ pathname: '/(\\\\d)' }).hasRegExpGroups`), true);
});

test('what is no URL matches nothing', () => {
  assert.equal(run(`return new URLPattern().test('no url')`), false);
  assert.equal(run(`return new URLPattern().exec({ port: 'x' })`), null);
  assert.match(
    run(`try { new URLPattern().test({}, 'https://x/') } catch (error) { return String(error) }`),
    /^TypeError: /,
  );
});

test('patterns that make no sense are refused', () => {
  const wrong = [['foo'], [{ pathname: '/:a:a' }], [{ pathname: '/(?:a)' }], [{ pathname: '/{a' }], [{ port: 'abc' }]];
  for (const args of [...wrong, [{ hostname: 'ex ample' }], [{ protocol: 'ht tp' }], [{ pathname: '/(a' }]]) {
    assert.equal(
      run(`try { new URLPattern(...${JSON.stringify(args)}) } catch (error) { return String(error) }`),
      'TypeError: Failed to construct URLPattern',
      JSON.stringify(args),
    );
  }
});

test('a name in a component without segments takes all of it', () => {
  assert.equal(run(`return new URLPattern({ username: ':who' }).exec({ username: 'foo' }).username.groups.who`), 'foo');
  assert.equal(run(`return new URLPattern({ search: ':q' }).test({ search: 'a/b' })`), true);
});
