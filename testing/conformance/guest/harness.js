// The main module of every Worker of this lane. The header `x-case` says which case to run; what it returns or throws goes
// back as JSON. Everything it needs is taken before a case runs, because some cases break the realm on purpose.
import { cases } from "./cases.js";
import { reach } from "./reach.js";
import { encode, tools } from "./tools.js";

const { stringify } = JSON;
const { get } = Headers.prototype;
const call = Function.prototype.call.bind(Function.prototype.call);
const Answer = Response;

async function outcome(run, given) {
  try {
    return { value: encode(await run(given)) };
  } catch (error) {
    return { thrown: encode(error) };
  }
}

export default {
  async fetch(request, env, ctx) {
    const index = call(get, request.headers, "x-case");
    if (index === null) return new Answer("ready");
    const chosen = cases[index];
    const given = reach(tools(request, env, ctx), index, chosen.inside);
    if (chosen.answers) return chosen.run(given);
    return new Answer(stringify(await outcome(chosen.run, given)));
  },
};
