package dev.selvedge.workers;

import dev.selvedge.catalog.Binding;
import dev.selvedge.catalog.NamedHandler;
import dev.selvedge.catalog.Script;
import dev.selvedge.turn.Records;
import dev.selvedge.turn.Wire;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Worker calls another one of its account, which runs on the lane of the same loop, so that no byte crosses a thread. */
final class ServiceOperation extends WorkerCall {
    ServiceOperation(Resident resident, int id, Flight context) {
        super(resident, id, context, context.caller.lineage().call());
    }

    /** The Worker calls an entry point of its own, in its own version. What it gives along as props it may give to itself. */
    void startOwn(Records records, int entrypoint) {
        if (entrypoint > resident.seat.version.namedHandlers().size()) {
            refuse("The Worker has no such entry point.");
        } else if (admitted()) {
            take(records, records.bytes(1), entrypoint, records.b() & Wire.Flag.PROPS);
            lane().shared.dispatcher(lane().index).place(resident.seat, this);
        }
    }

    void start(Records records, Binding.Service service) {
        Lane lane = lane();
        Script script = lane.shared.script(resident.seat.account, service.service());
        if (script == null || script.deployment().isEmpty()) {
            refuse("There is no Worker called " + service.service() + " for the service binding " + service.name()
                    + ".");
            return;
        }
        if (!admitted()) {
            return;
        }
        int entrypoint = entrypoint(script, service.entrypoint());
        if (entrypoint < 0) {
            refuse("Worker " + service.service() + " exports no " + service.entrypoint() + ".");
            return;
        }
        byte[] headers = records.bytes(1);
        if (service.props() == null) {
            take(records, headers, entrypoint, 0);
        } else {
            take(records, withProps(service.props(), headers), entrypoint, Wire.Flag.PROPS);
        }
        lane.shared.dispatcher(lane.index).call(resident.seat.account, script, this);
    }

    /** The header block behind the line that says what the binding gives along. JSON has no line breaks of its own. */
    private static byte[] withProps(String props, byte[] headers) {
        byte[] line = (":props: " + props.replaceAll("[\\r\\n]", " ") + "\r\n").getBytes(StandardCharsets.UTF_8);
        byte[] block = Arrays.copyOf(line, line.length + headers.length);
        System.arraycopy(headers, 0, block, line.length, headers.length);
        return block;
    }

    private boolean admitted() {
        if (lineage.deeperThan(lane().shared.limits.serviceDepth())) {
            refuse("Workers called one another too deeply in this request.");
        } else if (lineage.tooManyInvocations()) {
            refuse("Too many Workers were invoked in this request.");
        } else {
            return true;
        }
        return false;
    }

    /** 0 for the default export, n for the n-th of the version's named ones, -1 if there is none of that name. */
    private static int entrypoint(Script script, @Nullable String name) {
        if (name == null || name.isEmpty() || name.equals("default")) {
            return 0;
        }
        List<NamedHandler> named = script.deployment()
                .flatMap(deployment ->
                        script.version(deployment.shares().getFirst().version()))
                .map(version -> version.namedHandlers())
                .orElse(List.of());
        for (int i = 0; i < named.size(); i++) {
            if (named.get(i).name().equals(name)) {
                return i + 1;
            }
        }
        return -1;
    }
}
