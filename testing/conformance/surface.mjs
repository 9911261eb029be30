// ./dev conformance surface: what a Worker finds in its realm, measured by one Worker on both sides, and the difference.
import { readFileSync } from "node:fs";
import { ask } from "../kit/client.mjs";
import { hostOf, SelvedgeSide, WorkerdSide } from "./sides.mjs";
import { platform } from "./workers.mjs";

const guest = readFileSync(new URL("guest/surface.js", import.meta.url), "utf8");

/** Differences that are meant, or that wait for a part of the platform which is not here yet. */
const accepted = [
  [/^(global|process|Buffer)\b/, "comes with Node's modules"],
  [/^HTMLRewriter\b/, "comes with the rewriter"],
  [/^caches own default\b/, "an accessor of CacheStorage here, which reads the same"],
  [/^(SharedArrayBuffer$|Atomics own (wait|waitAsync|notify)$)/, "there is no shared memory: isolates have nobody to share it with, and it would be a fine clock"],
  [/^WebAssembly own (compile|instantiate|Module|Exception)$/, "compiling from bytes is refused, as on Cloudflare's edge; workerd lets the call through and refuses the code"],
  [/^(Iterator|Temporal|Date prototype toTemporalInstant)\b/, "the language: another release of V8"],
  [/^(ServiceWorker|Worker)GlobalScope prototype /, "the platform's names are the global object's own here, and are compared there"],
  [/ static \(parent\)$/, "classes of the language inherit their parent's statics; V8's native templates do not"],
  [/^console own (debug|error|info|log|warn)$/, "workerd's are native functions which have a prototype by accident"],
  [/^console own @@toStringTag$/, "writable, as all the platform's tags are"],
  [/^Crypto prototype DigestStream$/, "made when it is first asked for"],
  [/^(WebSocket|MessagePort) prototype on\w+$/, "handlers are accessors, as in browsers; workerd looks for the property when the event comes"],
  [/^console own context$/, "left over from V8's inspector, which is not in reach of a Worker"],
];

function flattened(tree, path = "", into = new Map()) {
  for (const [name, value] of Object.entries(tree)) {
    const here = path ? `${path} ${name}` : name;
    if (typeof value === "string") into.set(here, value);
    else {
      into.set(here, value.kind);
      for (const part of ["own", "static", "prototype"]) if (value[part]) flattened(value[part], `${here} ${part}`, into);
    }
  }
  return into;
}

export function difference(ours, theirs) {
  const [a, b] = [flattened(ours), flattened(theirs)];
  const rows = [];
  for (const [path, kind] of b) {
    if (!a.has(path)) rows.push({ path, text: `missing: ${path} (${kind})` });
    else if (a.get(path) !== kind) rows.push({ path, text: `other: ${path} is ${a.get(path)}, workerd ${kind}` });
  }
  for (const [path, kind] of a) if (!b.has(path)) rows.push({ path, text: `extra: ${path} (${kind})` });
  return rows;
}

/** What lies below something missing is not told again. */
function outermost(rows) {
  const missing = new Set(rows.filter((r) => r.text.startsWith("missing")).map((r) => r.path));
  return rows.filter(({ path }) => ![...missing].some((above) => path !== above && path.startsWith(`${above} `)));
}

export async function surfaces() {
  const worker = { name: "surface", modules: [{ name: "index.js", type: "esm", content: guest }], ...platform };
  const selvedge = await SelvedgeSide.start({ port: 1 });
  const workerd = await WorkerdSide.start([worker], selvedge.named);
  try {
    await selvedge.deploy([worker]);
    const look = async (side) => (await ask(side.port("surface"), { host: hostOf("surface", selvedge.named) })).json();
    return await Promise.all([look(selvedge), look(workerd)]);
  } finally {
    await Promise.all([selvedge.stop(), workerd.stop()]);
  }
}

export async function compareSurfaces() {
  const [ours, theirs] = await surfaces();
  const rows = outermost(difference(ours, theirs));
  const explained = new Map(rows.map((r) => [r, accepted.find(([pattern]) => pattern.test(r.path))?.[1]]));
  const open = rows.filter((r) => !explained.get(r));
  for (const [{ text }, reason] of explained) console.log(reason ? `(${text}: ${reason})` : text);
  console.log(`${flattened(theirs).size} names on workerd, ${open.length} differences, ${rows.length - open.length} explained`);
  return open.length ? 1 : 0;
}
