package dev.selvedge.node;

import dev.selvedge.base.Clock;
import dev.selvedge.base.Nearest;
import dev.selvedge.base.RandomSource;
import dev.selvedge.catalog.LocalCatalog;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes, lists and revokes tokens of the control API: through the node if it runs, in its catalog if it does not. */
final class TokenVerb implements Verb {

    private static final List<String> ACTIONS = List.of("create", "list", "revoke");
    private static final Option NAME = Option.value("--name", "ci", "what the token is for");
    private static final Option ACCOUNT = Option.value(
            "--account",
            "NAME",
            "the account it opens, made if it is new; a Worker never shares an engine " + "with another account's");
    private static final Option SCOPE = new Option(
            "--scope",
            "workers:write",
            "",
            true,
            "what it may do, may be repeated; everything about Workers if not given");

    @Override
    public String name() {
        return "token";
    }

    @Override
    public String summary() {
        return "create, list or revoke tokens; --account NAME makes a further account";
    }

    @Override
    public String words() {
        return "create | list | revoke ID";
    }

    @Override
    public List<Option> options() {
        return List.of(NAME, ACCOUNT, SCOPE);
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) throws IOException {
        String action = arguments.words().isEmpty() ? "list" : arguments.words().getFirst();
        arguments.allowWords(name(), action.equals("revoke") ? 2 : 1);
        Map<String, Object> answer = switch (action) {
            case "create" -> create(arguments);
            case "list" -> perform(arguments, "GET", Map.of());
            case "revoke" -> revoke(arguments);
            default ->
                throw CommandException.usage("\"token\" can create, list and revoke, not \"" + action + "\"."
                        + Nearest.hint(action, ACTIONS));
        };
        if (arguments.json()) {
            terminal.line(Json.write(answer));
        } else {
            print(action, answer, terminal);
        }
        return 0;
    }

    private static Map<String, Object> create(Arguments arguments) throws IOException {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("name", arguments.value(NAME).orElse("command line"));
        query.put("account", arguments.value(ACCOUNT).orElse(""));
        List<String> scopes = arguments.options().getOrDefault(SCOPE, List.of());
        scopes.forEach(Tokens::scope);
        query.put("scope", String.join(",", scopes));
        return perform(arguments, "POST", query);
    }

    private static Map<String, Object> revoke(Arguments arguments) throws IOException {
        if (arguments.words().size() < 2) {
            throw CommandException.usage("\"token revoke\" needs the id of a token; ./selvedge token list shows them.");
        }
        return perform(arguments, "DELETE", Map.of("id", arguments.words().get(1)));
    }

    private static Map<String, Object> perform(Arguments arguments, String method, Map<String, String> query)
            throws IOException {
        DataDirectory data = new DataDirectory(arguments.data());
        NodeFile node = NodeFile.read(data);
        if (node.running()) {
            return NodeClient.of(data).ask(method, NodeRoutes.TOKENS + queryText(query));
        }
        try (DataDirectory.Held _ = data.hold();
                LocalCatalog catalog = LocalCatalog.open(
                        new LocalCatalog.Options(data.root(), node.suffix()), Clock.system(), RandomSource.secure())) {
            return new Tokens(catalog, node.suffix(), Clock.system(), RandomSource.secure()).perform(method, query);
        }
    }

    private static String queryText(Map<String, String> query) {
        StringBuilder text = new StringBuilder();
        query.forEach((name, value) -> text.append(text.isEmpty() ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return text.toString();
    }

    private static void print(String action, Map<String, Object> answer, Terminal terminal) {
        switch (action) {
            case "create" -> {
                terminal.line("Token     " + Json.text(answer, "token") + "   (shown this once)");
                terminal.line("Account   " + Json.text(answer, "account") + "   " + Json.text(answer, "accountName"));
                terminal.line("Workers   http://<worker>." + Json.text(answer, "workersSuffix"));
            }
            case "revoke" -> terminal.line("Revoked " + Json.text(answer, "id") + ".");
            default -> {
                for (Map<String, Object> token : Json.objects(answer, "tokens")) {
                    terminal.line("%s  %-14s  account %s  %s"
                            .formatted(
                                    Json.text(token, "id"),
                                    Json.text(token, "name"),
                                    Json.text(token, "accountName"),
                                    Json.text(token, "scopes")));
                }
            }
        }
    }
}
