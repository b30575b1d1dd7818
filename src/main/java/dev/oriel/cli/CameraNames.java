package dev.oriel.cli;

import dev.oriel.hub.Hub;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/// Names of cameras on the command line.
final class CameraNames {
    private CameraNames() {
    }

    /// @param option that gave them
    /// @throws UsageException when one cannot be a camera's
    static Set<String> checked(String option, List<String> names) throws UsageException {
        for (var name : names) {
            if (!Hub.isName(name)) {
                throw new UsageException(option + " " + name + ": allowed: 1 to 32 lower-case letters, digits and dashes");
            }
        }
        return Set.copyOf(names);
    }

    /// For a list.
    ///
    /// @param all what stands for all of them
    static String words(Collection<String> names, String all) {
        return names.isEmpty() ? all : String.join(", ", names.stream().sorted().toList());
    }
}
