package dev.selvedge.node;

import java.util.LinkedHashMap;
import java.util.Map;

/** Prints the exports that point wrangler and the SDKs at the node: {@code eval "$(./selvedge env)"}. */
final class EnvVerb implements Verb {

    @Override
    public String name() {
        return "env";
    }

    @Override
    public String summary() {
        return "print the exports that point wrangler and the SDKs at this node";
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) {
        arguments.allowWords(name(), 0);
        NodeClient client = NodeClient.of(new DataDirectory(arguments.data()));
        Map<String, String> variables = variables(client.node(), client.token());
        if (arguments.json()) {
            terminal.line(Json.write(variables));
        } else {
            variables.forEach((name, value) -> terminal.line("export " + name + "=" + value));
        }
        return 0;
    }

    /** Values are plain enough for any shell: no blanks, no quotes. */
    static Map<String, String> variables(NodeFile node, String token) {
        String base = node.apiUrl() + "/client/v4";
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("CLOUDFLARE_API_BASE_URL", base);
        variables.put("CLOUDFLARE_BASE_URL", base);
        variables.put("CLOUDFLARE_API_TOKEN", token);
        variables.put("CLOUDFLARE_ACCOUNT_ID", node.account());
        variables.put("WRANGLER_SEND_METRICS", "false");
        variables.put("WRANGLER_HIDE_BANNER", "true");
        return variables;
    }
}
