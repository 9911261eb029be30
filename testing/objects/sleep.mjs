// An object with many open sockets that nobody uses leaves memory; a message wakes it, and no client has noticed.
import { sleep } from "../kit/processes.mjs";
import { Sockets } from "./sockets.mjs";

const asleep = 14000; // ten seconds of rest, and some to spare

/** Gives what is wrong. */
export async function sleepers(target, count) {
  const sockets = new Sockets(target, count, "sleepers");
  const empty = target.memory();
  await sockets.open();
  const problems = await sockets.check("before");
  const first = await sockets.born(), open = target.memory();
  await sleep(asleep);
  const sleeping = target.memory();
  if ((await sockets.born()) === first) problems.push(`the object with ${count} sockets did not sleep in ${asleep} ms`);
  problems.push(...(await sockets.check("after")));
  console.log(`${count} sockets on one object: ${Math.round(empty)} MiB before, ${Math.round(open)} with them open, ${Math.round(sleeping)} while it slept; ${problems.length} problems`);
  sockets.drop();
  return problems;
}
