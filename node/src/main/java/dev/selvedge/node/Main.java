package dev.selvedge.node;

import dev.selvedge.base.Nearest;
import dev.selvedge.catalog.CatalogException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.List;

/** The program: finds the verb and runs it. Exit code 0 = done, 1 = failed, 2 = not understood. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(Arrays.asList(args), Terminal.ofProcess()));
    }

    static int run(List<String> args, Terminal terminal) {
        try {
            Verb verb = verb(args.isEmpty() ? "help" : args.getFirst());
            Arguments arguments = Arguments.parse(
                    verb.name(), verb.allOptions(), args.subList(Math.min(1, args.size()), args.size()));
            if (arguments.has(Option.HELP)) {
                HelpVerb.explain(verb, terminal);
                return 0;
            }
            return verb.run(arguments, terminal);
        } catch (CommandException e) {
            terminal.err().println(terminal.bad("selvedge: ") + e.sentence());
            return e.exit().status;
        } catch (CatalogException | FileSystemException e) {
            // The disk, or what somebody did to the files: the message names the place.
            terminal.err().println(terminal.bad("selvedge: ") + reason(e));
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        } catch (Exception e) {
            terminal.err().println(terminal.bad("selvedge: ") + "this should not have happened. " + e);
            e.printStackTrace(terminal.err());
            return 1;
        }
    }

    /** The JDK's own text for files that may not be touched is only their name. */
    private static String reason(Exception e) {
        return switch (e) {
            case AccessDeniedException denied -> denied.getFile() + " may not be read or written by this user.";
            case FileSystemException file -> "The file system refuses: " + file.getMessage() + ".";
            default -> String.valueOf(e.getMessage());
        };
    }

    static Verb verb(String name) {
        String meant = switch (name) {
            case "--help", "-h" -> "help";
            case "--version", "-v" -> "version";
            case "node" -> "up";
            default -> name;
        };
        for (Verb verb : Verbs.ALL) {
            if (verb.name().equals(meant)) {
                return verb;
            }
        }
        List<String> names = Verbs.ALL.stream().map(Verb::name).toList();
        String hint = Nearest.hint(meant, names);
        throw CommandException.usage("There is no verb \"" + name + "\"."
                + (hint.isEmpty() ? " The verbs are " + String.join(", ", names) + "." : hint));
    }
}
