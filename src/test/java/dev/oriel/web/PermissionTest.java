package dev.oriel.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.auth.Principal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The addresses that do without a credential also while the server is locked.
class PermissionTest {

    private static Set<String> with(Permission permission) {
        return SiteRoutes.permissions().entrySet().stream().filter(route -> route.getValue() == permission).map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void eachAddressHasAPermission() {
        assertThat(SiteRoutes.permissions().keySet()).isEqualTo(new TreeSet<>(SiteRoutes.list()));
        assertThat(SiteRoutes.permissions()).doesNotContainValue(null);
    }

    @Test
    void healthLoginAndStaticFilesAloneArePublic() {
        assertThat(with(Permission.NONE)).containsExactly("GET /assets/{file}", "GET /favicon.ico", "GET /healthz",
                "GET /login", "GET /logout", "GET /publish", "GET /trust", "GET /trust/oriel.crt", "POST /login", "POST /logout");
        assertThat(with(Permission.OPTIONAL)).containsExactly("GET /readyz");
    }

    @Test
    void anOnlookerChangesAndAdministersNothing() {
        var onlooker = new Access(() -> Optional.of(Principal.ONLOOKER));
        for (var permission : Set.of(Permission.OPERATE, Permission.ADMINISTER, Permission.METRICS)) {
            assertThatThrownBy(() -> permission.check(onlooker, null, name -> true)).as(permission.name())
                    .isInstanceOf(HttpError.class);
        }
        Permission.WATCH.check(onlooker, "door", name -> true);
    }

    @Test
    void publishersShowTheirKeyToTheAddressItself() {
        assertThat(with(Permission.PUBLISH)).allMatch(
                route -> route.endsWith("/publish") || route.contains("/ingest") || route.endsWith("/api/edge"));
    }
}
