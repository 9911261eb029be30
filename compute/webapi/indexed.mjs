// Turns every `for…of` of the platform's own code into a loop over indexes. The platform walks arrays only, and the iterator of
// arrays is a Worker's to replace.
import { parse } from 'acorn';

function loopsIn(node, found = []) {
  if (node === null || typeof node !== 'object') return found;
  if (node.type === 'ForOfStatement' && !node.await && node.left.type === 'VariableDeclaration') found.push(node);
  for (const key of Object.keys(node)) loopsIn(node[key], found);
  return found;
}

export function indexed(text) {
  const edits = [];
  const loops = loopsIn(parse(text, { ecmaVersion: 'latest', sourceType: 'module' }));
  for (const [n, { start, left, right, body }] of loops.entries()) {
    const item = text.slice(left.start, left.end);
    edits.push({ from: start, to: right.start, put: `for (let $at${n} = 0, $of${n} = ` });
    edits.push({ from: right.end, to: body.start, put: `; $at${n} < $of${n}.length; $at${n}++) { ${item} = $of${n}[$at${n}]; ` });
    edits.push({ from: body.end, to: body.end, put: ' }' });
  }
  let made = '';
  let at = 0;
  for (const { from, to, put } of edits.sort((a, b) => a.from - b.from || a.to - b.to)) {
    made += text.slice(at, from) + put;
    at = to;
  }
  return made + text.slice(at);
}
