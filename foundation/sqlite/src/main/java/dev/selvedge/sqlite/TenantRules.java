package dev.selvedge.sqlite;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the SQL of a tenant may do: asked by SQLite for every table, column, function and pragma of a statement as it is compiled.
 * What is not named here is refused. Names that begin with {@code _cf_} are the platform's. The lists are those that Workers know
 * (developers.cloudflare.com/durable-objects/api/sqlite-storage-api), so that a statement which works there works here.
 */
final class TenantRules {
    /** What SQLite asks about, by its numbers. */
    static final int CREATE_INDEX = 1;

    static final int CREATE_TABLE = 2;
    static final int CREATE_TRIGGER = 7;
    static final int CREATE_VIEW = 8;
    static final int DELETE = 9;
    static final int DROP_INDEX = 10;
    static final int DROP_TABLE = 11;
    static final int DROP_TRIGGER = 16;
    static final int DROP_VIEW = 17;
    static final int INSERT = 18;
    static final int PRAGMA = 19;
    static final int READ = 20;
    static final int SELECT = 21;
    static final int TRANSACTION = 22;
    static final int UPDATE = 23;
    static final int ATTACH = 24;
    static final int DETACH = 25;
    static final int ALTER_TABLE = 26;
    static final int REINDEX = 27;
    static final int ANALYZE = 28;
    static final int CREATE_VIRTUAL_TABLE = 29;
    static final int DROP_VIRTUAL_TABLE = 30;
    static final int FUNCTION = 31;
    static final int SAVEPOINT = 32;
    static final int RECURSIVE = 33;

    private static final String RESERVED = "_cf_";

    private static final Set<String> FUNCTIONS = words("""
            abs changes char coalesce concat concat_ws format glob hex ifnull iif instr last_insert_rowid length like likelihood
            likely load_extension lower ltrim max_scalar min_scalar nullif octet_length printf quote random randomblob replace
            round rtrim sign soundex substr substring total_changes trim typeof unhex unicode unlikely upper zeroblob
            date time datetime julianday unixepoch strftime timediff current_date current_time current_timestamp
            avg count group_concat max min string_agg sum total
            row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value
            acos acosh asin asinh atan atan2 atanh ceil ceiling cos cosh degrees exp floor ln log log10 log2 mod pi pow power
            radians sin sinh sqrt tan tanh trunc
            json jsonb json_array jsonb_array json_array_length json_extract jsonb_extract -> ->> json_insert jsonb_insert
            json_object jsonb_object json_patch jsonb_patch json_remove jsonb_remove json_replace jsonb_replace json_set
            jsonb_set json_type json_valid json_quote json_group_array jsonb_group_array json_group_object jsonb_group_object
            json_each json_tree match highlight bm25 snippet rtreecheck
            sqlite_rename_column sqlite_rename_table sqlite_rename_test sqlite_drop_column sqlite_rename_quotefix
            """);

    /** What pragmas take: nothing, perhaps a boolean, a name, perhaps a name, perhaps a number, perhaps either. */
    private enum Argument {
        NONE,
        BOOLEAN,
        NAME,
        MAYBE_NAME,
        MAYBE_NUMBER,
        MAYBE_EITHER,
        ANY
    }

    private static final Map<String, Argument> PRAGMAS = Map.ofEntries(
            Map.entry("data_version", Argument.NONE),
            Map.entry("page_size", Argument.NONE),
            Map.entry("table_list", Argument.ANY),
            Map.entry("table_info", Argument.NAME),
            Map.entry("table_xinfo", Argument.NAME),
            Map.entry("index_info", Argument.NAME),
            Map.entry("index_list", Argument.NAME),
            Map.entry("index_xinfo", Argument.NAME),
            Map.entry("foreign_key_list", Argument.NAME),
            Map.entry("foreign_key_check", Argument.MAYBE_NAME),
            Map.entry("case_sensitive_like", Argument.BOOLEAN),
            Map.entry("foreign_keys", Argument.BOOLEAN),
            Map.entry("defer_foreign_keys", Argument.BOOLEAN),
            Map.entry("ignore_check_constraints", Argument.BOOLEAN),
            Map.entry("legacy_alter_table", Argument.BOOLEAN),
            Map.entry("recursive_triggers", Argument.BOOLEAN),
            Map.entry("reverse_unordered_selects", Argument.BOOLEAN),
            Map.entry("quick_check", Argument.MAYBE_EITHER),
            Map.entry("optimize", Argument.MAYBE_NUMBER));

    private static final Set<String> BOOLEANS = words("true false yes no on off 1 0");
    private static final Set<String> MODULES = words("fts5 fts5vocab rtree rtree_i32");

    /** Tables that SQLite brings along in some builds, and that show more than one database's own content. */
    private static final Set<String> HIDDEN =
            words("dbstat sqlite_stmt sqlite_dbpage sqlite_dbdata sqlite_dbptr bytecode tables_used completion");

    private TenantRules() {}

    /** Whether a statement begins or ends transactions, for which there are functions of JavaScript. */
    static boolean isTransaction(int action) {
        return action == TRANSACTION || action == SAVEPOINT;
    }

    /**
     * @param first and second: what they are depends on the action; see sqlite.org/c3ref/c_alter_table.html
     * @param schema {@code main}, {@code temp}, or null
     * @param reserved whether the statement's text mentions a reserved name at all: the new name of a table is not told
     */
    static boolean allows(
            int action, @Nullable String first, @Nullable String second, @Nullable String schema, boolean reserved) {
        String database = action == ALTER_TABLE ? first : schema;
        if ("temp".equals(database)) {
            return (action == READ || action == UPDATE) && isOpen(first);
        }
        if (database != null && !database.equals("main")) {
            return false;
        }
        return switch (action) {
            case SELECT, RECURSIVE, ANALYZE -> true;
            case READ -> isOpen(first) && !HIDDEN.contains(lower(first));
            case CREATE_TABLE, DELETE, DROP_TABLE, INSERT, UPDATE, CREATE_VIEW, DROP_VIEW, REINDEX -> isOpen(first);
            case ALTER_TABLE -> isOpen(second) && !reserved;
            case CREATE_INDEX, DROP_INDEX, CREATE_TRIGGER, DROP_TRIGGER -> isOpen(first) && isOpen(second);
            case CREATE_VIRTUAL_TABLE, DROP_VIRTUAL_TABLE -> isOpen(first) && MODULES.contains(lower(second));
            case FUNCTION -> FUNCTIONS.contains(lower(second));
            case PRAGMA -> allowsPragma(lower(first), second);
            default -> false;
        };
    }

    /** Whether a text holds something that begins like a reserved name. */
    static boolean mentionsReserved(String sql) {
        return sql.toLowerCase(Locale.ROOT).contains(RESERVED);
    }

    private static boolean allowsPragma(String name, @Nullable String value) {
        Argument argument = PRAGMAS.get(name);
        if (argument == null) {
            return false;
        }
        return switch (argument) {
            case ANY -> true;
            case NONE -> value == null;
            case BOOLEAN -> value == null || BOOLEANS.contains(lower(unquoted(value)));
            case NAME -> value != null && isOpen(value);
            case MAYBE_NAME -> value == null || isOpen(value);
            case MAYBE_NUMBER -> value == null || isNumber(value);
            case MAYBE_EITHER -> value == null || isNumber(value) || isOpen(value);
        };
    }

    private static boolean isOpen(@Nullable String name) {
        return name != null && !name.regionMatches(true, 0, RESERVED, 0, RESERVED.length());
    }

    private static boolean isNumber(String value) {
        return value.matches("-?(0[xX][0-9a-fA-F]{1,8}|[0-9]{1,10})");
    }

    private static String unquoted(String value) {
        int end = value.length() - 1;
        boolean quoted = end > 0 && value.charAt(0) == value.charAt(end) && "'\"".indexOf(value.charAt(0)) >= 0;
        return quoted ? value.substring(1, end) : value;
    }

    private static String lower(@Nullable String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+", -1));
    }
}
