package dev.selvedge.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.selvedge.base.Clock;
import dev.selvedge.base.RandomSource;
import dev.selvedge.catalog.Account;
import dev.selvedge.catalog.ApiToken;
import dev.selvedge.catalog.Change;
import dev.selvedge.catalog.LocalCatalog;
import dev.selvedge.catalog.ModuleType;
import dev.selvedge.catalog.NamedHandler;
import dev.selvedge.catalog.ObjectNamespace;
import dev.selvedge.catalog.Preparation;
import dev.selvedge.catalog.TokenScope;
import dev.selvedge.catalog.VersionDraft;
import dev.selvedge.net.HttpServer;
import dev.selvedge.net.Loops;
import dev.selvedge.net.ServerOptions;
import dev.selvedge.observe.TailHub;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The control API on a real socket over a real catalog. Only V8 is left out: scripts that hold "boom" are refused. */
final class ApiNode implements AutoCloseable {

    static final Account OWNER = new Account("a".repeat(32), "Owner", "owner", true, 1);
    static final Account TENANT = new Account("b".repeat(32), "Tenant", "tenant", false, 2);
    static final String ADMIN = "admin-secret";

    private static final Pattern CLASS = Pattern.compile("export class (\\w+)");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BOUNDARY = "----formdata-undici-048572839182";

    final LocalCatalog catalog;
    final TailHub tails = new TailHub(() -> 0);
    private final ControlApi api;
    private final Loops loops;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    ApiNode(Path data) throws IOException {
        catalog = LocalCatalog.open(
                new LocalCatalog.Options(data, "workers.localhost"), Clock.system(), RandomSource.secure());
        catalog.commit(
                new Change.PutAccount(OWNER),
                new Change.PutAccount(TENANT),
                new Change.PutToken(token("t0", "", ADMIN, TokenScope.ADMIN)));
        api = new ControlApi(new ApiPorts(
                catalog,
                ApiNode::prepare,
                tails,
                this::objects,
                Clock.system(),
                RandomSource.secure(),
                "http",
                "workers.localhost:8787",
                ApiLimits.DEFAULT,
                (call, failure) -> failure.printStackTrace()));
        loops = Loops.start(1, Clock.system());
        server = HttpServer.start(
                loops,
                ServerOptions.plain(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                api.handler(router -> {}));
    }

    static ApiToken token(String id, String account, String secret, TokenScope... scopes) {
        return new ApiToken(id, account, id, Tokens.hash(secret), Set.of(scopes), true, 1, 0);
    }

    private static Preparation prepare(VersionDraft draft) {
        for (VersionDraft.Part part : draft.modules()) {
            if (new String(part.content(), StandardCharsets.UTF_8).contains("boom")) {
                return new Preparation.Refused("startup", "Error: boom", "Error: boom\n    at index.js:1:7");
            }
        }
        List<String> classes = draft.modules().stream()
                .flatMap(part -> CLASS.matcher(new String(part.content(), StandardCharsets.UTF_8))
                        .results())
                .map(found -> found.group(1))
                .toList();
        List<NamedHandler> named =
                classes.stream().map(name -> new NamedHandler(name, List.of())).toList();
        List<Preparation.PreparedPart> prepared = draft.modules().stream()
                .filter(part -> part.type() == ModuleType.ES_MODULE)
                .map(part -> new Preparation.PreparedPart(part.name(), part.content(), new byte[] {1}))
                .toList();
        return new Preparation.Accepted(3, List.of("fetch"), named, classes, prepared);
    }

    /** What the node would find on its disk. */
    final Map<String, NavigableSet<String>> stored = new ConcurrentHashMap<>();

    private ObjectListing.Page objects(ObjectNamespace namespace, @Nullable String after, int limit) {
        NavigableSet<String> all = stored.getOrDefault(namespace.id(), new TreeSet<>());
        List<String> left = List.copyOf(after == null ? all : all.tailSet(after, false));
        return new ObjectListing.Page(
                left.stream()
                        .limit(limit)
                        .map(id -> new ObjectListing.Item(id, true))
                        .toList(),
                left.size() > limit,
                all.size());
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.address().getPort() + "/client/v4" + path);
    }

    /** The status and the envelope, as {@code 200 {…}}. */
    record Answer(int status, JsonNode json) {
        JsonNode result() {
            return json.path("result");
        }

        int code() {
            return json.path("errors").path(0).path("code").asInt();
        }

        String message() {
            return json.path("errors").path(0).path("message").asText();
        }
    }

    Answer call(String method, String path, String body) throws Exception {
        return call(method, path, ADMIN, "text/plain;charset=UTF-8", body);
    }

    Answer get(String path) throws Exception {
        return call("GET", path, "");
    }

    Answer call(String method, String path, String secret, String type, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .header("authorization", "Bearer " + secret)
                .header("content-type", type)
                .header("user-agent", "wrangler/4.86.0")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), JSON.readTree(response.body()));
    }

    /** An upload of one ES module, in the form that undici sends. */
    Answer upload(String method, String path, String metadata, String code) throws Exception {
        return call(method, path, ADMIN, "multipart/form-data; boundary=" + BOUNDARY, form(metadata, code));
    }

    Answer deploy(String name) throws Exception {
        return upload("PUT", script(name), "{\"main_module\":\"index.js\"}", "export default {}");
    }

    static String script(String name) {
        return "/accounts/" + OWNER.id() + "/workers/scripts/" + name;
    }

    static String form(String metadata, String code) {
        return "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n" + metadata + "\r\n--"
                + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"index.js\"; filename=\"index.js\"\r\n"
                + "Content-Type: application/javascript+module\r\n\r\n" + code + "\r\n--" + BOUNDARY + "--\r\n";
    }

    @Override
    public void close() {
        client.close();
        api.close();
        server.close();
        loops.close();
        catalog.close();
    }
}
