// ./dev conformance surface: what a Worker finds in its realm, measured by one Worker on both sides, and the difference.
import { readFileSync } from "node:fs";
import { ask } from "../kit/client.mjs";
import { hostOf, SelvedgeSide, WorkerdSide } from "./sides.mjs";
import { platform } from "./workers.mjs";

const guest = (name) => ({ name, type: "esm", content: readFileSync(new URL(`guest/${name}`, import.meta.url), "utf8") });
const workers = [
  { name: "surface", modules: [guest("surface.js")], ...platform },
  { name: "surface-objects", modules: [guest("surface-objects.js"), guest("surface.js")], objects: ["Room"], bindings: [{ type: "durable_object_namespace", name: "ROOM", class_name: "Room" }], ...platform },
];

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
  [/^(WebSocket|MessagePort|hibernatable) prototype on\w+$/, "handlers are accessors, as in browsers; workerd looks for the property when the event comes"],
  [/^rawCursor prototype (join|includes)$/, "the language: another release of V8"],
  [/^stub prototype \(class (ServiceStub|Fetcher)\)$/, "workerd's class has one of both names, by what was made first: a binding or the module's export; here it is always Fetcher"],
  [/^stub prototype \(class Object\)$/, "a proxy stands behind the prototype of bindings, so that they have every member"],
  [/^context own (tracing|access|cache)$/, "comes with the part of the platform that it belongs to"],
  [/^context prototype mapVirtualHost$/, "comes with the part of the platform that it belongs to"],
  [/^context (own|prototype) exports$/, "an accessor, so that only a request that asks for it pays for it; what it gives is the same"],
  [/^cloudflare:workers (cache|tracing)$/, "comes with the part of the platform that it belongs to"],
  [/^cloudflare:workers abortIsolate$/, "workerd ends its whole process; here no Worker may end what others' requests run in"],
  [/^cloudflare:workers restore$/, "a symbol that no documentation names yet"],
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

export async function surfaces(judge) {
  const selvedge = judge ? await WorkerdSide.start(workers, 80) : await SelvedgeSide.start({ port: 1 });
  const workerd = await WorkerdSide.start(workers, selvedge.named);
  try {
    await selvedge.deploy(workers);
    for (const message of selvedge.refused?.values() ?? []) console.log(message);
    const look = async (side, name) => {
      const answer = await ask(side.port(name), { host: hostOf(name, selvedge.named) });
      return answer.status === 200 ? answer.json() : {};
    };
    const both = async (side) => ({ ...(await look(side, "surface")), ...(await look(side, "surface-objects")) });
    return await Promise.all([both(selvedge), both(workerd)]);
  } finally {
    await Promise.all([selvedge.stop(), workerd.stop()]);
  }
}

export async function compareSurfaces(judge) {
  const [ours, theirs] = await surfaces(judge);
  const rows = outermost(difference(ours, theirs));
  const explained = new Map(rows.map((r) => [r, accepted.find(([pattern]) => pattern.test(r.path))?.[1]]));
  const open = rows.filter((r) => !explained.get(r));
  for (const [{ text }, reason] of explained) console.log(reason ? `(${text}: ${reason})` : text);
  console.log(`${flattened(theirs).size} names on workerd, ${open.length} differences, ${rows.length - open.length} explained`);
  return open.length ? 1 : 0;
}
