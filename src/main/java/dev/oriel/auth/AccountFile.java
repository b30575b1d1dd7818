package dev.oriel.auth;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// The form of `accounts.json`.
///
/// A file without accounts opens the server only with `"open": true`, which `oriel user remove NAME --open` writes: a list that was
/// emptied otherwise leaves it locked.
final class AccountFile implements GuardedFile.Form<AccountFile.Content> {

    /// The content of the file.
    ///
    /// @param open  nobody is asked for a login
    /// @param there false where there has never been a file
    record Content(List<Account> accounts, boolean open, boolean there) {
        static final Content NONE = new Content(List.of(), false, false);

        Content {
            accounts = List.copyOf(accounts);
        }

        static Content of(List<Account> accounts, boolean open) {
            return new Content(accounts, open && accounts.isEmpty(), true);
        }

        /// True when the file alone locks the server.
        boolean locks() {
            return there && !open;
        }
    }

    @Override
    public Content none() {
        return Content.NONE;
    }

    @Override
    public Content parse(JsonObject json) {
        var accounts = new ArrayList<Account>();
        var names = new HashSet<String>();
        for (var each : json.getJsonArray("accounts")) {
            var account = account((JsonObject) each);
            if (!names.add(account.name())) {
                throw new IllegalArgumentException("a name stands twice");
            }
            accounts.add(account);
        }
        return Content.of(accounts, json.getBoolean("open", false));
    }

    @Override
    public JsonObject json(Content content) {
        var list = new JsonArray();
        content.accounts().forEach(account -> list.add(json(account)));
        var json = new JsonObject().put("accounts", list);
        return content.open() ? json.put("open", true) : json;
    }

    private static Account account(JsonObject json) {
        var name = json.getString("name");
        if (!Account.isName(name)) {
            throw new IllegalArgumentException("no name of an account");
        }
        var hash = PasswordHash.parse(json.getString("hash")).text();
        var created = Instant.parse(json.getString("created"));
        var changed = json.getString("changed");
        return new Account(name, Role.parse(json.getString("role")), KeyFile.cameras(json), hash, created,
                changed == null ? created : Instant.parse(changed));
    }

    private static JsonObject json(Account account) {
        return new JsonObject().put("name", account.name()).put("role", account.role().word())
                .put("cameras", new JsonArray(account.cameras().stream().sorted().toList())).put("hash", account.hash())
                .put("created", account.created().toString()).put("changed", account.changed().toString());
    }
}
