package dev.oriel.web;

import java.util.Map;

/// What [Routes] found out about a request.
///
/// @param parameters what stands at the `{name}` of the path
/// @param access     what the request's credential opens
record RequestContext(Map<String, String> parameters, Access access) {

    /// What stands at that place of the path; empty where there is no such place.
    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    /// What stands at `{name}`: mostly the name of a camera.
    String name() {
        return parameter("name");
    }
}
