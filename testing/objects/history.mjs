// The end of a round: what each object holds, and whether one order explains every answer that was given on the way there.
import { linearizable, partitioned } from "../kit/linear.mjs";
import { until } from "../kit/processes.mjs";
import { happened, perform } from "./clients.mjs";
import { models, population, reading } from "./models.mjs";

export const clock = () => performance.now();
const nameOf = ({ kind, name }) => `${kind} ${name}`;

/** Reads an object until it answers. */
export async function settled(target, object) {
  let last;
  return until(`${nameOf(object)} to be read`, async () => {
    const read = await perform(target, reading(object), clock);
    last = read.failed;
    return read.failed ? undefined : read;
  }, { within: 20000, every: 50 }).catch((error) => {
    throw new Error(`${error.message}: ${last?.message}`);
  });
}

const told = ({ method, args, failed, value }) => `${method}(${args}) ${failed ? "?" : JSON.stringify(value)}`;
const ending = ({ placed, of, state, waiting }) => `${placed} of ${of} answers have a place, then the state is ${JSON.stringify(state)} and there wait ${waiting.map(told).join(", ")}`;

/** What each object held at the end of the last round, which is where its next history begins. */
export class Ledger {
  #held = new Map();

  /** Reads every object, and gives what is wrong with the round's histories. */
  async close(target, objects, asked) {
    const ends = [];
    for (const object of objects) ends.push(await settled(target, object));
    const wrong = [];
    for (const [name, operations] of partitioned([...asked.filter(happened), ...ends], nameOf)) {
      const kind = models[operations[0].kind], model = kind.knowing?.(operations) ?? kind;
      const initial = this.#held.get(name) ?? model.initial;
      const { linear, stuck } = linearizable({ ...model, initial }, operations);
      if (!linear) wrong.push(`${name}: ${linear === false ? "no order explains" : "gave up on"} ${operations.length} operations: ${ending(stuck)}`);
    }
    for (const end of ends) this.#held.set(nameOf(end), end.value);
    const strange = asked.find((h) => h.failed?.status && h.failed.status < 500);
    if (strange) wrong.push(`an answer nobody expects: ${strange.failed.message}`);
    return wrong;
  }

  /** Whatever was appended in any round is still there. */
  async lists(target, rounds) {
    const lost = [];
    for (let number = 0; number < rounds; number++) {
      for (const object of population(number).filter(({ kind }) => kind === "List")) {
        const { value } = await settled(target, object), held = this.#held.get(nameOf(object)) ?? [];
        if (`${value}` !== `${held}`) lost.push(`${nameOf(object)} held ${held.length} items and now ${value.length}`);
      }
    }
    return lost;
  }
}
