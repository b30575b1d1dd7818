package dev.oriel.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.auth.Principal;
import dev.oriel.auth.Role;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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

    /// The answer to a holder who sees the door alone: 0 for a pass.
    private static int answer(Permission permission, @Nullable Principal holder, @Nullable String camera) {
        try {
            permission.check(new Access(() -> Optional.ofNullable(holder)), camera, Set.of("door", "yard")::contains);
            return 0;
        } catch (HttpError e) {
            return e.status();
        }
    }

    private static Principal holder(Principal.Kind kind, Role role) {
        return new Principal(kind, "anna", role, Set.of("door"));
    }

    /// Each row: what a permission answers to a viewer, an operator, an admin, and keys for publishing, watching, metrics, and a link.
    @ParameterizedTest
    @CsvSource({"NONE,0,0,0,0,0,0,0", "OPTIONAL,0,0,0,0,0,0,0", "PUBLISH,0,0,0,0,0,0,0", "SESSION,0,0,0,0,0,0,0",
        "PAGE,0,0,0,403,403,403,403", "WATCH,0,0,0,403,0,403,0", "WATCH_PAGE,0,0,0,403,0,403,0", "READ,0,0,0,403,0,403,403",
        "PROCESS,0,0,0,0,403,403,403", "OPERATE,403,0,0,403,403,403,403", "ADMINISTER,403,403,0,403,403,403,403",
        "METRICS,403,403,0,403,403,0,403"})
    void eachCredentialOpensItsAddresses(Permission permission, int viewer, int operator, int admin, int publish, int view,
            int metrics, int link) {
        assertThat(Stream.of(holder(Principal.Kind.ACCOUNT, Role.VIEWER), holder(Principal.Kind.ACCOUNT, Role.OPERATOR),
                holder(Principal.Kind.ACCOUNT, Role.ADMIN), holder(Principal.Kind.PUBLISH_KEY, Role.VIEWER),
                holder(Principal.Kind.VIEW_KEY, Role.VIEWER), holder(Principal.Kind.METRICS_KEY, Role.VIEWER),
                holder(Principal.Kind.SHARE_LINK, Role.VIEWER)).map(holder -> answer(permission, holder, null)))
                .containsExactly(viewer, operator, admin, publish, view, metrics, link);
    }

    @ParameterizedTest
    @EnumSource
    void anybodyMayAllWhereNothingIsLockedAndNothingWithoutACredentialWhereItIs(Permission permission) {
        assertThat(answer(permission, Principal.ANYBODY, null)).isZero();
        assertThat(answer(permission, null, null)).isEqualTo(permission.isPublic() ? 0 : 401);
    }

    @ParameterizedTest
    @EnumSource
    void ofACameraThatIsNotSeenNothingIsSaid(Permission permission) {
        var key = holder(Principal.Kind.METRICS_KEY, Role.VIEWER);
        if (answer(permission, key, null) == 403) {
            assertThat(answer(permission, key, "door")).as("these see none").isEqualTo(404);
        }
        var link = holder(Principal.Kind.SHARE_LINK, Role.VIEWER);
        if (answer(permission, link, null) == 403) {
            assertThat(answer(permission, link, "door")).isEqualTo(403);
            assertThat(answer(permission, link, "yard")).as("another's").isEqualTo(404);
            assertThat(answer(permission, link, "shed")).as("nobody's").isEqualTo(404);
        }
    }

    @Test
    void pagesLeadToTheLogin() {
        assertThat(Stream.of(Permission.values()).filter(Permission::isPage)).containsExactly(Permission.PAGE,
                Permission.WATCH_PAGE);
    }
}
