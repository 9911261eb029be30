package dev.selvedge.sqlite;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A database in a folder of a test's, with words for what tests do again and again. */
final class Fixture implements AutoCloseable {
    final Path file;
    final Database database;

    Fixture(Path folder) {
        this(folder, DatabaseOptions.DEFAULT);
    }

    Fixture(Path folder, DatabaseOptions options) {
        file = folder.resolve("db.sqlite");
        if (!DatabaseFile.exists(file)) {
            DatabaseFile.create(file);
        }
        database = Sqlite.load().open(file, options);
    }

    /** Runs a tenant's SQL; returns its rows as text, columns divided by bars, rows by semicolons. */
    String ask(String sql, @Nullable Object... bindings) {
        try (Statement statement = database.query(sql)) {
            for (int i = 0; i < bindings.length; i++) {
                bind(statement, i + 1, bindings[i]);
            }
            return rows(statement);
        }
    }

    /** The same, as the platform. */
    String own(String sql) {
        return rows(database.own(sql));
    }

    private static void bind(Statement statement, int parameter, @Nullable Object value) {
        switch (value) {
            case null -> statement.bindNull(parameter);
            case String text -> statement.bind(parameter, text);
            case Long number -> statement.bind(parameter, number);
            case Integer number -> statement.bind(parameter, number.longValue());
            case Double number -> statement.bind(parameter, number);
            case byte[] bytes -> statement.bind(parameter, bytes);
            default -> throw new IllegalArgumentException(value.toString());
        }
    }

    static String rows(Statement statement) {
        List<String> rows = new ArrayList<>();
        while (statement.step()) {
            List<String> cells = new ArrayList<>();
            for (int column = 0; column < statement.columns(); column++) {
                cells.add(String.valueOf(statement.textAt(column)));
            }
            rows.add(String.join("|", cells));
        }
        return String.join(";", rows);
    }

    @Override
    public void close() {
        database.close();
    }
}
