package dev.selvedge.turn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What one Worker may use: CPU per request, heap per isolate, subrequests per request, CPU of its start. */
public record WorkerLimits(int cpuMs, int memoryMb, int subrequests, int startupMs) {
    /** Cloudflare's figures for a paid account; the start-up limit is the one of 2025. */
    public static final WorkerLimits DEFAULT = new WorkerLimits(30_000, 128, 1000, 1000);

    static WorkerLimits of(JsonNode json) {
        return new WorkerLimits(
                json.path("cpuMs").asInt(DEFAULT.cpuMs),
                json.path("memoryMb").asInt(DEFAULT.memoryMb),
                json.path("subrequests").asInt(DEFAULT.subrequests),
                json.path("startupMs").asInt(DEFAULT.startupMs));
    }

    public ObjectNode toJson() {
        return ControlMessage.object()
                .put("cpuMs", cpuMs)
                .put("memoryMb", memoryMb)
                .put("subrequests", subrequests)
                .put("startupMs", startupMs);
    }
}
