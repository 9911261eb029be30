package dev.selvedge.node;

import dev.selvedge.base.Clock;
import dev.selvedge.base.RandomSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Starts a node and stays until it is told to stop. */
final class UpVerb implements Verb {

    @Override
    public String name() {
        return "up";
    }

    @Override
    public String summary() {
        return "start a node and stay; Ctrl-C or SIGTERM lets requests end, then stops it";
    }

    @Override
    public List<Option> options() {
        return Option.NODE;
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) throws Exception {
        arguments.allowWords(name(), 0);
        NodeConfig config = NodeConfig.load(arguments).config();
        Node node = Node.start(config, Clock.system(), RandomSource.secure());
        node.awaitReady();
        CountDownLatch never = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node, terminal), "stop"));
        Banner.print(node.file(), config, terminal, arguments.json(), Banner.sinceProcessStart());
        node.followLogs(line -> Banner.log(line, terminal, arguments.json()));
        never.await();
        return 0;
    }

    /** Ends the process itself, because one that ends by a signal would tell its parent so although all went well. */
    private static void stop(Node node, Terminal terminal) {
        try {
            node.close();
        } catch (RuntimeException e) {
            terminal.err().println("selvedge: " + e.getMessage());
        }
        terminal.out().flush();
        Runtime.getRuntime().halt(0);
    }
}
