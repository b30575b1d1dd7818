package dev.oriel.config;

import java.io.StringReader;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// Flattens a YAML file into `server.port` keys with the line that each value stands on.
///
/// Keys that begin with `x-` are the user's own, for anchors: `<<: *defaults` puts what they hold into a camera. A camera without any
/// key of its own is a key `cameras.NAME` with an empty value.
final class YamlFile {
    private static final int DEEPEST = 8;
    private static final int MOST_ALIASES = 2000;
    /// Aliases of aliases multiply; nobody writes so many values by hand.
    private static final int MOST_VALUES = 20_000;
    private static final String CAMERAS = "cameras";
    private static final String MERGE = "<<";
    private static final String OWN = "x-";

    private final String name;
    private final Problems problems;
    private final Map<String, RawValue> values = new LinkedHashMap<>();

    private YamlFile(String name, Problems problems) {
        this.name = name;
        this.problems = problems;
    }

    /// @param problems receives what cannot be read
    static Map<String, RawValue> parse(String name, String text, Problems problems) {
        var file = new YamlFile(name, problems);
        var options = new LoaderOptions();
        options.setMaxAliasesForCollections(MOST_ALIASES);
        options.setNestingDepthLimit(50);
        try {
            var root = new Yaml(options).compose(new StringReader(YamlTabs.asSpaces(text)));
            if (root != null) {
                file.flatten("", root, 0);
            }
        } catch (RuntimeException e) {
            problems.add(YamlProblem.words(name, text, e));
        }
        return file.values;
    }

    private void flatten(String key, Node node, int depth) {
        var origin = origin(node);
        if (depth > DEEPEST) {
            problems.add(key + " (" + origin + "): nested too deeply");
            return;
        }
        switch (node) {
            case ScalarNode scalar when isNothing(scalar) -> mention(key, origin);
            case ScalarNode scalar when key.isEmpty() ->
                problems.add(origin + ": allowed: keys and values, such as server.port: 8080");
            case ScalarNode scalar -> put(key, new RawValue(scalar.getValue(), origin));
            case SequenceNode sequence -> list(key, sequence);
            case MappingNode mapping -> {
                mention(key, origin);
                entries(mapping, depth).forEach((name, value) -> {
                    if (!(key.isEmpty() && name.startsWith(OWN))) {
                        flatten(key.isEmpty() ? name : key + "." + name, value, depth + 1);
                    }
                });
            }
            default -> problems.add(key + " (" + origin + "): not understood");
        }
    }

    private String origin(Node node) {
        return name + " line " + (node.getStartMark().getLine() + 1);
    }

    /// A camera that has only its name is told to have no address, instead of being passed over.
    private void mention(String key, String origin) {
        if (key.startsWith(CAMERAS + ".") && key.indexOf('.', CAMERAS.length() + 1) < 0) {
            values.putIfAbsent(key, new RawValue("", origin));
        }
    }

    private void list(String key, SequenceNode sequence) {
        if (sequence.getValue().stream().allMatch(ScalarNode.class::isInstance) && !key.isEmpty() && !key.equals(CAMERAS)) {
            put(key, new RawValue(sequence.getValue().stream().map(item -> ((ScalarNode) item).getValue())
                    .collect(Collectors.joining(",")), origin(sequence)));
            return;
        }
        var asKeys = key.equals(CAMERAS) || key.isEmpty()
                ? "a camera is a key: cameras: {front-door: {uri: …}}, without a dash"
                : "a list has words only, without keys of their own";
        problems.add((key.isEmpty() ? "" : key + " ") + "(" + origin(sequence) + "): a list: allowed: " + asKeys);
    }

    /// The keys of a block, those that it takes over from others last: its own are stronger, and an earlier one of several.
    private Map<String, Node> entries(MappingNode mapping, int depth) {
        var own = new LinkedHashMap<String, Node>();
        var lines = new HashMap<String, String>();
        for (var entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                problems.add(origin(entry.getKeyNode()) + ": a key that is not a word");
            } else if (!isMerge(key)) {
                var before = lines.putIfAbsent(key.getValue(), origin(key));
                if (before != null) {
                    problems.add(key.getValue() + " (" + origin(key) + "): stands there twice, first " + before);
                }
                own.putIfAbsent(key.getValue(), entry.getValueNode());
            }
        }
        for (var entry : mapping.getValue()) {
            if (entry.getKeyNode() instanceof ScalarNode key && isMerge(key)) {
                merge(own, entry, depth);
            }
        }
        return own;
    }

    private static boolean isMerge(ScalarNode key) {
        return key.isPlain() && key.getValue().equals(MERGE);
    }

    private void merge(Map<String, Node> own, NodeTuple entry, int depth) {
        List<Node> others = entry.getValueNode() instanceof SequenceNode several
                ? several.getValue()
                : List.of(entry.getValueNode());
        for (var other : others) {
            if (!(other instanceof MappingNode mapping)) {
                problems.add(origin(entry.getKeyNode()) + ": <<: allowed: an alias of a block of keys, such as *defaults");
            } else if (depth >= DEEPEST) {
                problems.add(origin(entry.getKeyNode()) + ": <<: nested too deeply");
            } else {
                entries(mapping, depth + 1).forEach(own::putIfAbsent);
            }
        }
    }

    private static boolean isNothing(ScalarNode scalar) {
        return scalar.getTag().equals(Tag.NULL) || scalar.getValue().isEmpty();
    }

    private void put(String key, RawValue value) {
        if (values.size() >= MOST_VALUES) {
            throw new TooManyValuesException();
        }
        var before = values.put(key, value);
        if (before != null && !before.text().isEmpty()) {
            problems.add(key + " (" + value.origin() + "): stands there twice, first " + before.origin());
        }
    }

    private static final class TooManyValuesException extends RuntimeException {
        TooManyValuesException() {
            super("more than " + MOST_VALUES + " values");
        }
    }
}
