// Asks both sides each case, and again, alone in a fresh Worker, whatever differed or did not come back.
import { isDeepStrictEqual } from "node:util";
import { reasons } from "./reasons.mjs";
import { outcome } from "./sides.mjs";
import { workerOf } from "./workers.mjs";

const patience = 5000, lonelyPatience = 10000;

/** The case's outcome, and what an innocent neighbour of the area says after it. */
async function asked(side, chosen, area, timeout) {
  const found = await outcome(side, chosen, timeout);
  return area.witness ? { ...found, neighbour: await outcome(side, { worker: area.witness, index: 0, answers: true }, timeout) } : found;
}

async function both(selvedge, workerd, chosen, area, timeout) {
  const [ours, theirs] = await Promise.all([asked(selvedge, chosen, area, timeout), asked(workerd, chosen, area, timeout)]);
  return { ours, theirs, equal: isDeepStrictEqual(...framedAlike(ours, theirs)) && !ours.broken };
}

/** Whether a length is sent or the body comes in chunks is the connection's business; two lengths have to be the same. */
function framedAlike(ours, theirs) {
  if (!ours.answer?.headers || !theirs.answer?.headers) return [ours, theirs];
  const isLength = (header) => header.startsWith("content-length: ");
  if (ours.answer.headers.some(isLength) === theirs.answer.headers.some(isLength)) return [ours, theirs];
  return [ours, theirs].map((side) => ({ ...side, answer: { ...side.answer, headers: side.answer.headers.filter((h) => !isLength(h)) } }));
}

/** What cannot be compared byte for byte (a time, a random id) says itself how: `same(ours, theirs)`. */
function judged(chosen, found) {
  return { ...found, equal: found.equal || !!(chosen.same && !found.ours.broken && !found.theirs.broken && chosen.same(found.ours, found.theirs)) };
}

async function inTurn({ selvedge, workerd }, plan) {
  const results = [];
  for (const chosen of plan.cases) {
    results.push({ chosen, area: plan.area, ...judged(chosen, await both(selvedge, workerd, chosen, plan.area, chosen.patience ?? patience)) });
  }
  return results;
}

/** The second chance: neither what ran before nor what hung beside it may be the reason of a difference. */
async function alone({ selvedge, workerd, origin }, doubtful) {
  const workers = doubtful.map(({ chosen, area }, i) => workerOf(`c-alone-${i}`, [chosen], area, origin.url));
  const beside = [...new Map(doubtful.flatMap(({ area }) => area.beside ?? []).map((w) => [w.name, w])).values()];
  const [ours, theirs] = await Promise.all([selvedge.alone(workers, beside), workerd.alone(workers, beside)]);
  try {
    for (const [i, result] of doubtful.entries()) {
      const chosen = { ...result.chosen, worker: `c-alone-${i}`, index: 0 };
      Object.assign(result, judged(chosen, await both(ours.side, theirs.side, chosen, result.area, chosen.patience ?? lonelyPatience)));
    }
  } finally {
    await Promise.all([ours.stop(), theirs.stop()]);
  }
}

/** Both sides broke off in the same way (a hung Worker, a killed one): equal, and said so. */
function bothBroke({ ours, theirs }) {
  return !!ours.broken && !!theirs.broken;
}

export async function measure(setting) {
  const results = [];
  const queue = setting.plans.slice();
  await Promise.all([0, 1].map(async () => {
    for (let plan; (plan = queue.shift()); ) results.push(...(await inTurn(setting, plan)));
  }));
  const doubtful = results.filter((r) => !r.equal);
  if (doubtful.length) await alone(setting, doubtful);
  for (const result of results) {
    if (!result.equal && bothBroke(result) && result.chosen.breaks) result.equal = true;
    const reason = reasons[result.chosen.area]?.[result.chosen.name];
    if (!result.equal) result.reason = reason;
    else if (reason && !setting.judge) console.log(`the reason for ${result.chosen.area} / ${result.chosen.name} is not needed any more`);
  }
  const order = new Map(setting.plans.map((plan, i) => [plan.area.name, i]));
  return results.sort((a, b) => order.get(a.area.name) - order.get(b.area.name));
}
