package dev.selvedge.net;

/**
 * Netty's process-wide switches, set before its classes load (they read them once). What the command line says already
 * stays: the tests ask for the paranoid leak detector that way.
 */
final class NettySettings {
    private NettySettings() {}

    static void apply(int loops) {
        // The detector's stack traces cost 1 to 1.4 % of the node's CPU on the hot path.
        set("io.netty.leakDetection.level", "disabled");
        // One arena per loop and none for other threads: buffers are made on loops only, and memory at rest stays
        // small.
        set("io.netty.allocator.type", "pooled");
        set("io.netty.allocator.numDirectArenas", Integer.toString(loops));
        set("io.netty.allocator.numHeapArenas", "1");
        set("io.netty.allocator.maxOrder", "8");
        set("io.netty.allocator.useCacheForAllThreads", "false");
    }

    private static void set(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }
}
