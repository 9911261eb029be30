// Builds the JavaScript side of the platform: core.js, which is run once and snapshotted, and the lazy parts.
// Does nothing when no input changed since the last run (a stamp of all inputs lies beside the output).
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const source = join(root, 'src/main/ts');
const output = join(root, 'target/classes/webapi');
const testsWanted = process.argv.includes('--tests');

function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((name) => statSync(name).isFile())
    .sort();
}

function stampOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

/** Runs `work` unless the stamp file says that it already ran on the same inputs. */
async function onceFor(name, inputs, work) {
  const stampFile = join(root, 'target', `webapi-${name}.stamp`);
  const stamp = stampOf(inputs);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  await work();
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stamp);
}

/** Phase one: a part as one ES module that still imports what it needs from the core. */
async function bundlePart(esbuild, file) {
  const coreFolder = join(source, 'core');
  const result = await esbuild.build({
    entryPoints: [file],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'esnext',
    minifySyntax: true,
    plugins: [
      {
        name: 'core-stays-outside',
        setup(build) {
          build.onResolve({ filter: /^\./ }, (args) => {
            const path = resolve(args.resolveDir, args.path);
            const inCore = path === coreFolder || path.startsWith(`${coreFolder}/`);
            return inCore ? { path: `core:${relative(coreFolder, path)}`, external: true } : undefined;
          });
        },
      },
    ],
  });
  return result.outputFiles[0].text;
}

const IMPORT = /^import\s*\{([^}]*)\}\s*from\s*"core:([^"]+)";$/gm;
const EXPORT = /^export\s*\{([^}]*)\};$/m;

function namesIn(list) {
  return list
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => entry.split(/\s+as\s+/));
}

/** Phase two: imports of the core become members of the one object that the core hands to every part. */
/** What the language puts on the global scope: our code takes it from there once, before any Worker could replace it. */
const INTRINSICS = [
  ...['Object', 'Function', 'Array', 'String', 'Number', 'Boolean', 'Symbol', 'BigInt', 'Math', 'JSON', 'Reflect'],
  ...['Promise', 'Proxy', 'Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'Date', 'RegExp', 'Error', 'AggregateError'],
  ...['EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError', 'ArrayBuffer', 'DataView'],
  ...['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array'],
  ...['Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array'],
];

function intrinsicsIn(text) {
  return INTRINSICS.filter((name) => new RegExp(`(?<![\\w$.#])${name}(?![\\w$])`).test(text)).join(', ');
}

async function closePart(esbuild, text, shared) {
  const own = `const { ${intrinsicsIn(text)} } = core.intrinsics;`;
  const body = (await weaver())(text, 'core.illegalInvocation')
    .replace(/^import\s*"core:[^"]+";$/gm, '')
    .replace(IMPORT, (_, list, module) => {
      const members = namesIn(list).map(([name, local]) => {
        const owner = shared.get(name) ?? module;
        if (owner !== module) throw new Error(`core exports ${name} twice: ${owner} and ${module}`);
        shared.set(name, module);
        return local ? `${name}: ${local}` : name;
      });
      return `const { ${members.join(', ')} } = core;`;
    })
    .replace(EXPORT, (_, list) => {
      const members = namesIn(list).map(([local, name]) => (name ? `${name}: ${local}` : local));
      return `return { __proto__: null, ${members.join(', ')} };`;
    });
  const wrapped = `(function (core) {\n"use strict";\n${own}\n${body}\n})`;
  const result = await esbuild.transform(wrapped, { minifyWhitespace: true, target: 'esnext' });
  return result.code;
}

function sharedModule(shared) {
  const lines = [...shared].map(([name, module]) => `import { ${name} } from './${module}';`);
  const intrinsics = `intrinsics: { __proto__: null, ${INTRINSICS.join(', ')} }`;
  const members = [...shared.keys(), intrinsics].join(', ');
  return `${lines.join('\n')}\nexport const shared = { __proto__: null, ${members} };`;
}

async function buildCore(esbuild, shared) {
  const bundle = await esbuild.build({
    entryPoints: [join(source, 'core/main.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'esnext',
    plugins: [
      {
        name: 'what-parts-use',
        setup(build) {
          build.onResolve({ filter: /^selvedge:shared$/ }, () => ({ path: 'shared', namespace: 'shared' }));
          build.onLoad({ filter: /.*/, namespace: 'shared' }, () => ({
            contents: sharedModule(shared),
            resolveDir: join(source, 'core'),
            loader: 'ts',
          }));
        },
      },
    ],
  });
  const { text } = bundle.outputFiles[0];
  const woven = `"use strict";\nconst { ${intrinsicsIn(text)} } = globalThis;\n${(await weaver())(text, 'illegalInvocation')}`;
  const small = { format: 'iife', minifyWhitespace: true, minifySyntax: true, target: 'esnext' };
  writeFileSync(join(output, 'core.js'), (await esbuild.transform(woven, small)).code);
}

/** Its parser is there only once `install` has run. */
async function weaver() {
  const [{ indexed }, { weave }] = await Promise.all([import('./indexed.mjs'), import('./weave.mjs')]);
  return (text, refuse) => weave(indexed(text), refuse);
}

async function build() {
  const esbuild = await import('esbuild');
  rmSync(output, { recursive: true, force: true });
  mkdirSync(join(output, 'parts'), { recursive: true });
  const shared = new Map([['illegalInvocation', 'interface']]);
  const parts = readdirSync(join(source, 'parts'))
    .filter((name) => name.endsWith('.ts'))
    .sort();
  for (const name of parts) {
    const code = await closePart(esbuild, await bundlePart(esbuild, join(source, 'parts', name)), shared);
    writeFileSync(join(output, 'parts', name.replace(/\.ts$/, '.js')), code);
  }
  writeFileSync(join(output, 'parts', 'list.txt'), parts.map((name) => `${name.replace(/\.ts$/, '')}\n`).join(''));
  await buildCore(esbuild, shared);
  await buildLexer(esbuild);
}

/** A script whose value is a function: the places of a module's `import()` and `import.meta`, for the engine to rewrite. */
async function buildLexer(esbuild) {
  await esbuild.build({
    stdin: {
      contents: `import { parse } from 'es-module-lexer/js';
        export const read = (source) => JSON.stringify(parse(source)[0]
          .filter((found) => found.type === 'import-meta' || (found.type === 'dynamic' && found.phase === null))
          .map((found) => found.type === 'dynamic' ? ['import', found.importStart] : ['meta', found.start, found.end]));`,
      resolveDir: root,
    },
    outfile: join(output, 'lexer.js'),
    bundle: true,
    format: 'iife',
    globalName: 'lexer',
    target: 'esnext',
    minify: true,
    footer: { js: 'lexer.read' },
  });
}

async function buildTests() {
  const esbuild = await import('esbuild');
  const folder = join(root, 'src/test/ts');
  await esbuild.build({
    entryPoints: filesUnder(folder).filter((file) => file.endsWith('.test.ts')),
    outdir: join(root, 'target/tests'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'esnext',
    packages: 'external',
    define: { WEBAPI: JSON.stringify(output), MODULE: JSON.stringify(root) },
  });
}

function run(tool, ...args) {
  execFileSync(process.execPath, [join(root, 'node_modules', tool), ...args], { cwd: root, stdio: 'inherit' });
}

const manifest = [join(root, 'package.json'), join(root, 'package-lock.json')];
const inputs = [
  ...manifest,
  join(root, 'build.mjs'),
  join(root, 'indexed.mjs'),
  join(root, 'weave.mjs'),
  join(root, 'tsconfig.json'),
  ...filesUnder(source),
];

/** A user's build takes what bundling needs; the checks take the compiler and the linter as well. */
async function install() {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const full = testsWanted || existsSync(join(root, 'node_modules/typescript'));
  const name = full ? 'npm-full' : 'npm';
  const omit = full ? [] : ['--omit=dev'];
  const witness = join(root, 'node_modules', full ? 'typescript' : 'esbuild');
  if (!existsSync(witness)) rmSync(join(root, `target/webapi-${name}.stamp`), { force: true });
  await onceFor(name, manifest, () =>
    execFileSync(npm, ['ci', ...omit, '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: 'inherit' }),
  );
}

await install();
if (!existsSync(join(output, 'core.js'))) rmSync(join(root, 'target/webapi-build.stamp'), { force: true });
await onceFor('build', inputs, build);
if (testsWanted) {
  await onceFor('types', inputs, () => run('typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json'));
  rmSync(join(root, 'target/tests'), { recursive: true, force: true });
  await buildTests();
  const built = filesUnder(join(root, 'target/tests')).filter((file) => file.endsWith('.mjs'));
  execFileSync(process.execPath, ['--test', ...built], { cwd: root, stdio: 'inherit' });
}
