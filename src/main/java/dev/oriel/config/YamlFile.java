package dev.oriel.config;

import dev.oriel.observe.Secrets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// Flattens a YAML file into `server.port` keys with the line that each value stands on.
final class YamlFile {
    private static final int DEEPEST = 8;

    private final String name;
    private final List<String> problems;
    private final Map<String, RawValue> values = new LinkedHashMap<>();

    private YamlFile(String name, List<String> problems) {
        this.name = name;
        this.problems = problems;
    }

    /// @param problems receives what cannot be read
    static Map<String, RawValue> parse(String name, String text, List<String> problems) {
        var file = new YamlFile(name, problems);
        try {
            var options = new LoaderOptions();
            options.setMaxAliasesForCollections(20);
            options.setNestingDepthLimit(50);
            var root = new Yaml(options).compose(new java.io.StringReader(text));
            if (root != null) {
                file.flatten("", root, 0);
            }
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark();
            var problem = String.valueOf(e.getProblem());
            var hint = problem.contains("mapping values")
                    ? "; a value that ends in a colon needs quotes, such as uri: \"test:\""
                    : "";
            problems.add(name + (mark == null ? "" : " line " + (mark.getLine() + 1)) + ": " + problem + hint);
        } catch (RuntimeException e) {
            problems.add(name + ": " + e.getMessage());
        }
        return file.values;
    }

    private void flatten(String key, Node node, int depth) {
        var origin = name + " line " + (node.getStartMark().getLine() + 1);
        if (depth > DEEPEST) {
            problems.add(key + " (" + origin + "): nested too deeply");
            return;
        }
        switch (node) {
            case ScalarNode scalar when key.isEmpty() && isNothing(scalar) -> {
            }
            case ScalarNode scalar when key.isEmpty() ->
                problems.add(origin + ": allowed: keys and values, such as server.port: 8080");
            case ScalarNode scalar when isNothing(scalar) -> {
            }
            case ScalarNode scalar -> put(key, new RawValue(scalar.getValue(), origin));
            case SequenceNode sequence -> put(key, new RawValue(sequence.getValue().stream()
                    .map(item -> item instanceof ScalarNode scalar ? scalar.getValue() : "?").collect(Collectors.joining(",")),
                    origin));
            case MappingNode mapping -> mapping.getValue().forEach(entry -> {
                if (entry.getKeyNode() instanceof ScalarNode scalar) {
                    flatten(key.isEmpty() ? scalar.getValue() : key + "." + scalar.getValue(), entry.getValueNode(), depth + 1);
                } else {
                    problems.add(origin + ": a key that is not a word");
                }
            });
            default -> problems.add(key + " (" + origin + "): not understood");
        }
    }

    private static boolean isNothing(ScalarNode scalar) {
        return scalar.getTag().equals(Tag.NULL) || scalar.getValue().isEmpty();
    }

    private void put(String key, RawValue value) {
        var before = values.put(key, value);
        if (before != null) {
            problems.add(
                    key + " = \"" + Secrets.mask(value.text()) + "\" (" + value.origin() + "): stands there twice, first "
                            + before.origin());
        }
    }
}
