package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.files.OtherUser;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The first words of a start on machines that lack something which a camera server does not need.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QuietStartTest {
    @TempDir
    Path folder;

    @Test
    void aMachineWithoutNetworkHasNothingToWarnOf() throws Exception {
        OtherUser.needed(); // a network of one's own takes root
        for (var lo : List.of("ip link set lo up", "true")) {
            try (var oriel = OrielProcess.behind(List.of("unshare", "-n", "sh", "-c", lo + "; exec \"$@\"", "sh"), folder,
                    "--port", "0",
                    "--host", "0.0.0.0", "--camera", "door=test:")) {
                assertThat(oriel.said()).contains("door  test:").doesNotContain("WARN", "Exception");
            }
        }
    }
}
