package dev.selvedge.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks at the machine and says what would keep a node from running well, with the way out. */
final class DoctorVerb implements Verb {

    @Override
    public String name() {
        return "doctor";
    }

    @Override
    public String summary() {
        return "look for what keeps a node from running well on this machine";
    }

    @Override
    public List<Option> options() {
        return Option.NODE;
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) {
        arguments.allowWords(name(), 0);
        NodeConfig config = NodeConfig.load(arguments).config();
        List<Examination.Finding> findings = new Examination(config).all();
        boolean well = findings.stream().noneMatch(finding -> finding.grade() == Examination.Grade.BAD);
        if (arguments.json()) {
            terminal.line(Json.write(Map.of("well", well, "findings", asObjects(findings))));
        } else {
            findings.forEach(finding -> print(finding, terminal));
        }
        return well ? 0 : 1;
    }

    private static List<Map<String, Object>> asObjects(List<Examination.Finding> findings) {
        List<Map<String, Object>> objects = new ArrayList<>();
        for (Examination.Finding finding : findings) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("what", finding.what());
            object.put("grade", finding.grade().word);
            object.put("found", finding.found());
            object.put("remedy", finding.remedy());
            objects.add(object);
        }
        return objects;
    }

    private static void print(Examination.Finding finding, Terminal terminal) {
        String mark = switch (finding.grade()) {
            case GOOD -> terminal.good("good");
            case FAIR -> terminal.bold("fair");
            case BAD -> terminal.bad("bad ");
        };
        terminal.line("  " + mark + "  %-14s %s".formatted(finding.what(), finding.found()));
        if (!finding.remedy().isEmpty()) {
            terminal.line(" ".repeat(23) + finding.remedy());
        }
    }
}
