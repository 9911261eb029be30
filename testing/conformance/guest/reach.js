// How a case reaches objects of its own: each function of its `inside` becomes a call to one.
import { caught } from "./tools.js";

const { keys } = Object;
const { stringify } = JSON;
const random = () => crypto.randomUUID();

/** An error as a caller can tell it from another: its words and the marks that say whether to try again. */
export async function fault(run) {
  try {
    return { value: await (typeof run === "function" ? run() : run) };
  } catch (error) {
    const marks = ["remote", "retryable", "overloaded", "durableObjectReset"].filter((name) => error?.[name] !== undefined);
    return { said: await caught(() => { throw error; }), marks: marks.map((name) => `${name}=${error[name]}`) };
  }
}

async function call(stub, index, step, args) {
  const headers = { "x-case": index, "x-step": step };
  const { value, thrown } = await (await stub.fetch("http://object/", { method: "POST", headers, body: stringify(args) })).json();
  return thrown === undefined ? value : { threw: thrown };
}

/** The stub of an object, and the case's steps as functions that run in it. */
function reached(stub, index, steps) {
  const it = { stub };
  for (const step of keys(steps)) it[step] = (...args) => call(stub, index, step, args);
  return it;
}

export function reach(given, index, steps) {
  const { env } = given;
  /** Without a name it is an object that nobody else has. Its class finds the case by the number at the name's beginning. */
  const actor = (name = random(), space = env.ACTOR) => reached(space.get(space.idFromName(`${index} ${name}`)), index, steps);
  return { ...given, actor, fault, random, byId: (id, space = env.ACTOR) => reached(space.get(id), index, steps) };
}
