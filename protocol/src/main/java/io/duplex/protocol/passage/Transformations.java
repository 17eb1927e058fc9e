// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.passage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The transformations that a connector's own options name, by the classes that Kafka and Debezium bring. Others cannot be
 * judged before they run; what they take away is noticed when records are put together.
 */
final class Transformations {
    static final String OPTION = "transforms";
    private static final String STREAM = ".stream";
    private static final String WHOLE = "A sink needs change events as the source made them. ";

    /** Makes something else of a change event, whatever its options say. */
    private static final Set<String> RESHAPING = Set.of(
            "ExtractNewRecordState",
            "Flatten$Value",
            "HoistField$Value",
            "ExtractField$Value",
            "Cast$Value",
            "TimestampConverter$Value",
            "SetSchemaMetadata$Value",
            "EventRouter",
            "ByLogicalTableRouter",
            "TimezoneConverter");

    /** Sends records of one source to several topics. */
    private static final Set<String> SCATTERING = Set.of("TimestampRouter", "ContentBasedRouter", "PartitionRouting");

    /** Fields of change events, of BEGIN and END, and of schema changes that sinks read. */
    private static final Set<String> NEEDED = Set.of(
            "before",
            "after",
            "source",
            "op",
            "transaction",
            "status",
            "id",
            "event_count",
            "data_collections",
            "ddl",
            "databaseName",
            "tableChanges",
            "ts_ms");

    private final Map<String, String> options;
    private final List<Step> steps;

    Transformations(Map<String, String> options) {
        this.options = options;
        this.steps = names(options.getOrDefault(OPTION, "")).stream()
                .map(name -> new Step(name, type(options.getOrDefault(OPTION + "." + name + ".type", ""))))
                .toList();
    }

    /** One transformation, its class without package. */
    private record Step(String name, String type) {
        String option(String last) {
            return OPTION + "." + name + "." + last;
        }
    }

    private static String type(String className) {
        return className.trim().substring(className.trim().lastIndexOf('.') + 1);
    }

    private static List<String> names(String list) {
        return Arrays.stream(list.split(","))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private String option(Step step, String last) {
        return options.getOrDefault(step.option(last), "").trim();
    }

    /** Names in the first of these options that is given. */
    private List<String> listed(Step step, String... last) {
        return Stream.of(last)
                .map(option -> names(option(step, option)))
                .filter(names -> !names.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    List<Remark> refusedBySink() {
        return remarks(this::refused);
    }

    /** Tables' topics have other readers, for whom transformations are; but headers are Duplex's alone. */
    List<Remark> refusedBySource(Optional<String> stream) {
        return stream.map(topic ->
                        remarks(step -> refused(step).or(() -> scattered(step)).or(() -> renamed(step, topic))))
                .orElseGet(() -> remarks(this::dropsHeaders));
    }

    List<Remark> warnedInTables() {
        if (!"true".equalsIgnoreCase(options.getOrDefault("provide.transaction.metadata", ""))) {
            return List.of();
        }
        return remarks(step -> isFilter(step)
                ? Optional.of(new Remark(
                        step.option("type"),
                        "Rows that transformation " + step.name() + " drops are missing for sinks: within a transaction"
                                + " that stops them, in a snapshot nobody notices. Choose rows by row.filter.<database>.<table>"
                                + " or table.include.list instead."))
                : Optional.empty());
    }

    private List<Remark> remarks(Function<Step, Optional<Remark>> judge) {
        List<Remark> remarks = new ArrayList<>();
        steps.forEach(step -> judge.apply(step).ifPresent(remarks::add));
        return remarks;
    }

    private Optional<Remark> refused(Step step) {
        if (RESHAPING.contains(step.type())) {
            return refusal(step, "makes something else of them");
        }
        if (isFilter(step)) {
            return refusal(
                    step,
                    "takes records out, and a transaction without some of its rows cannot be applied. Choose rows by"
                            + " row.filter.<database>.<table>, tables by table.include.list or table.exclude.list");
        }
        return switch (step.type()) {
            case "ReplaceField$Value" -> replaces(step);
            case "MaskField$Value" ->
                refusal(
                        step,
                        "masks fields of the event, not columns of the row in it. Mask columns at a source with"
                                + " topic.layout=table, by column.mask.with.<N>.chars");
            case "HeaderFrom$Value" ->
                option(step, "operation").equalsIgnoreCase("move")
                        ? taken(step, listed(step, "fields"))
                        : Optional.empty();
            default -> dropsHeaders(step);
        };
    }

    private Optional<Remark> refusal(Step step, String what) {
        return Optional.of(new Remark(
                step.option("type"),
                WHOLE + "Transformation " + step.name() + " (" + option(step, "type") + ") " + what
                        + ". Remove it from " + OPTION + "."));
    }

    /** Tombstones alone are nothing to a sink. */
    private boolean isFilter(Step step) {
        if (!step.type().equals("Filter")) {
            return false;
        }
        String predicate = option(step, "predicate");
        String type = type(options.getOrDefault("predicates." + predicate + ".type", ""));
        return !type.equals("RecordIsTombstone") || option(step, "negate").equalsIgnoreCase("true");
    }

    private Optional<Remark> replaces(Step step) {
        List<String> kept = listed(step, "include", "whitelist");
        List<String> taken = new ArrayList<>(listed(step, "exclude", "blacklist"));
        listed(step, "renames").forEach(rename -> taken.add(rename.split(":", 2)[0].trim()));
        if (!kept.isEmpty()) {
            NEEDED.stream().filter(field -> !kept.contains(field)).forEach(taken::add);
        }
        return taken(step, taken);
    }

    private Optional<Remark> taken(Step step, List<String> fields) {
        Set<String> needed = new TreeSet<>(fields);
        needed.retainAll(NEEDED);
        return needed.isEmpty() ? Optional.empty() : refusal(step, "takes the fields " + needed + " from them");
    }

    private Optional<Remark> dropsHeaders(Step step) {
        List<String> own = listed(step, "headers").stream()
                .filter(header -> header.startsWith("duplex.") || header.startsWith("__debezium."))
                .toList();
        return step.type().equals("DropHeaders") && !own.isEmpty()
                ? refusal(step, "takes the headers " + own + " from them, which tell what the values do not")
                : Optional.empty();
    }

    private Optional<Remark> scattered(Step step) {
        return SCATTERING.contains(step.type())
                ? refusal(step, "may send records of the stream elsewhere, and their order is lost")
                : Optional.empty();
    }

    private Optional<Remark> renamed(Step step, String topic) {
        if (!step.type().equals("RegexRouter")) {
            return Optional.empty();
        }
        try {
            Matcher matcher = Pattern.compile(option(step, "regex")).matcher(topic);
            String renamed = matcher.matches() ? matcher.replaceFirst(option(step, "replacement")) : topic;
            return renamed.endsWith(STREAM) && renamed.length() > STREAM.length()
                    ? Optional.empty()
                    : Optional.of(new Remark(
                            step.option("replacement"),
                            "Transformation " + step.name() + " makes " + renamed + " of " + topic
                                    + "; sinks know streams by names that end in " + STREAM
                                    + ". Let the new name end so, or change topic.prefix instead."));
        } catch (IllegalArgumentException | IndexOutOfBoundsException wrong) {
            return Optional.empty(); // refused by the transformation itself
        }
    }
}
