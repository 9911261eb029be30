// Describes every global, class, member, static and accessor of the realm it runs in, by kind and length.
const { getOwnPropertyDescriptor: descriptor, getPrototypeOf } = Object;
const { ownKeys } = Reflect;

/** Symbols that a runtime keeps for itself are not part of what a program can count on. */
const shared = (key) => typeof key !== "symbol" || key.description.startsWith("Symbol.");
const label = (key) => (typeof key === "symbol" ? `@@${key.description.replace("Symbol.", "")}` : key);
const named = (text) => text === "" ? "(empty)" : text;

/** What can be constructed: methods have no prototype to hand out. */
function isClass(value) {
  return typeof value === "function" && typeof value.prototype === "object" && value.prototype !== null;
}

function kindOf(value) {
  if (typeof value === "function") return isClass(value) ? `class/${value.length}` : `fn/${value.length}`;
  if (value === null || typeof value === "object") return value === null ? "null" : "object";
  return ["number", "string", "boolean"].includes(typeof value) ? `${typeof value}:${value}` : typeof value;
}

/** Kind, and how the property stands there: w(ritable), e(numerable), c(onfigurable). */
function member(holder, key) {
  const it = descriptor(holder, key);
  const stand = `${it.writable ? "w" : ""}${it.enumerable ? "e" : ""}${it.configurable ? "c" : ""}`;
  if (it.get || it.set) return `${it.get ? "get" : ""}${it.set ? "set" : ""} ${stand}`;
  return `${kindOf(it.value)} ${stand}`;
}

function members(holder, without = []) {
  const list = {};
  for (const key of ownKeys(holder)) if (shared(key) && !without.includes(key)) list[named(label(key))] = member(holder, key);
  return list;
}

/**
 * A global's kind is its value's: whether it is there from the start or made when first asked for is nobody's business, but
 * whether it is listed (e) is.
 */
function describe(holder, key) {
  const it = descriptor(holder, key);
  const value = it.get ? it.get.call(globalThis) : it.value;
  const listed = it.enumerable ? " e" : "";
  if (typeof value === "function") return classOf(value, listed);
  if (typeof value === "object" && value !== null && value !== globalThis) return { kind: `object${listed}`, own: objectMembers(value) };
  return { kind: `${kindOf(value)}${listed}` };
}

function classOf(value, listed) {
  const found = { kind: `${kindOf(value)}${listed}`, static: members(value, ["name", "length", "prototype", "arguments", "caller"]) };
  if (isClass(value)) {
    found.prototype = members(value.prototype);
    found.prototype["(parent)"] = getPrototypeOf(value.prototype)?.constructor?.name ?? "null";
    found.static["(parent)"] = getPrototypeOf(value)?.name || "none";
  }
  return found;
}

/** Namespaces such as `console` hold their members themselves; instances such as `crypto` have them on their prototype. */
function objectMembers(value) {
  if (typeof value !== "object" || value === null) return {};
  return { ...members(value), "(class)": getPrototypeOf(value)?.constructor?.name ?? "null" };
}

/** An object that has no global name: what it has of its own, and then each of its prototypes. */
export function chain(value) {
  const found = { kind: typeof value, own: members(value) };
  let level = "prototype";
  for (let holder = getPrototypeOf(value); holder && holder !== Object.prototype && holder !== Function.prototype; holder = getPrototypeOf(holder)) {
    found[level] = { ...members(holder), ...found[level] };
    found[level][`(class ${holder.constructor?.name})`] = "here";
  }
  return found;
}

export default {
  fetch() {
    const found = {};
    for (let holder = globalThis; holder !== Object.prototype; holder = getPrototypeOf(holder)) {
      for (const key of ownKeys(holder)) if (shared(key) && key !== "constructor") found[named(label(key))] ??= describe(holder, key);
    }
    return new Response(JSON.stringify(found));
  },
};
