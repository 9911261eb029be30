package dev.selvedge.api;

import dev.selvedge.base.Bytes;
import dev.selvedge.catalog.Module;
import dev.selvedge.catalog.Script;
import dev.selvedge.catalog.ScriptFormat;
import dev.selvedge.catalog.Version;
import dev.selvedge.net.Headers;
import dev.selvedge.rest.Reply;
import dev.selvedge.rest.Request;
import dev.selvedge.rest.Router;
import java.io.ByteArrayOutputStream;

/** Gives uploaded modules back, as the multipart form in which they came. */
final class ContentRoutes {

    private final ApiPorts ports;

    ContentRoutes(ApiPorts ports) {
        this.ports = ports;
    }

    void addTo(Router router) {
        router.add("GET", ControlApi.SCRIPT, ScriptRoutes.READ, this::content)
                .add("GET", ControlApi.SCRIPT + "/content", ScriptRoutes.READ, this::content)
                .add("GET", ControlApi.SCRIPT + "/content/v2", ScriptRoutes.READ, this::content)
                .add(
                        "GET",
                        ControlApi.WORKERS + "/services/{script}/environments/{environment}/content/v2",
                        ScriptRoutes.READ,
                        this::content)
                .add(
                        "GET",
                        ControlApi.WORKERS + "/services/{script}/environments/{environment}/content",
                        ScriptRoutes.READ,
                        this::content);
    }

    private Reply content(Request request) {
        Script script = Look.script(ports, request);
        Version version = request.query("version")
                .map(id -> Look.version(script, id))
                .orElseGet(() ->
                        script.latest().orElseThrow(() -> ApiError.NO_VERSIONS.because("The Worker has no versions.")));
        if (version.format() == ScriptFormat.SERVICE_WORKER && version.modules().size() == 1) {
            Module only = version.modules().getFirst();
            return Reply.text(
                    200, "application/javascript", ports.catalog().blobs().read(only.content()));
        }
        return form(version);
    }

    private Reply form(Version version) {
        String boundary = "selvedge-" + ports.random().hex(16);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Module module : version.modules()) {
            String name =
                    module.name().replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
            body.writeBytes(Bytes.utf8(
                    "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"" + name
                            + "\"\r\nContent-Type: " + module.type().mediaType() + "\r\n\r\n"));
            body.writeBytes(ports.catalog().blobs().read(module.content()));
            body.writeBytes(Bytes.utf8("\r\n"));
        }
        body.writeBytes(Bytes.utf8("--" + boundary + "--\r\n"));
        Headers.Builder headers = Headers.builder().add("content-type", "multipart/form-data; boundary=" + boundary);
        if (version.mainModule().chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
            headers.add("cf-entrypoint", version.mainModule());
        }
        return new Reply.Content(200, headers.build(), body.toByteArray());
    }
}
