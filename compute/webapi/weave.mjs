// Makes the public classes answer a foreign `this` as the platform does. A private field already guards every one of their methods;
// only the words of its error are V8's. Each method gets a `catch` that looks at `this` when something was thrown, and nothing that
// runs otherwise; those that do not use `this`, or catch by themselves, look first.
import { parse } from 'acorn';

/** The bundler numbers what it imports twice. */
const CALL = /\bdefineInterface\d*\(\s*([A-Za-z_$][\w$]*)/g;

/** The first private field that instances have; it tells them from anything else. */
function brandOf(body) {
  const field = body.body.find((m) => m.type === 'PropertyDefinition' && !m.static && m.key.type === 'PrivateIdentifier');
  return field?.key.name;
}

function isPublicMethod(member) {
  const named = member.key?.type !== 'PrivateIdentifier';
  return member.type === 'MethodDefinition' && member.kind !== 'constructor' && !member.static && named;
}

function classesIn(program) {
  const found = [];
  for (const statement of program.body) {
    if (statement.type === 'ClassDeclaration') found.push({ name: statement.id.name, body: statement.body });
    if (statement.type !== 'VariableDeclaration') continue;
    for (const { id, init } of statement.declarations) {
      if (init?.type === 'ClassExpression') found.push({ name: id.name, body: init.body });
    }
  }
  return found;
}

/** `refuse` is the expression of the function that makes the error. The text must be a module or a script, not yet wrapped. */
export function weave(text, refuse) {
  const shown = new Set([...text.matchAll(CALL)].map(([, name]) => name));
  const program = parse(text, { ecmaVersion: 'latest', sourceType: 'module' });
  const inserts = [];
  for (const { name, body } of classesIn(program)) {
    const methods = shown.has(name) ? body.body.filter(isPublicMethod) : [];
    if (methods.length === 0) continue;
    const brand = brandOf(body) ?? 'brand';
    if (brand === 'brand') inserts.push([body.start + 1, ' #brand; ']);
    for (const member of methods) {
      const { start, end } = member.value.body;
      const code = text.slice(start, end);
      const own = `typeof this === "object" && this !== null && #${brand} in this`;
      if (!code.includes('this') || code.includes('catch')) inserts.push([start + 1, ` if (!(${own})) throw ${refuse}(); `]);
      else inserts.push([start + 1, ' try {'], [end - 1, `} catch (thrown) { throw ${own} ? thrown : ${refuse}(); } `]);
    }
  }
  let woven = '';
  let from = 0;
  for (const [at, insert] of inserts.sort((a, b) => a[0] - b[0])) {
    woven += text.slice(from, at) + insert;
    from = at;
  }
  return woven + text.slice(from);
}
