// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.registry;

import java.util.List;

/** A schema's text, and the texts it refers to, each of them before those that use it; the id is 0 when it was asked for by GUID. */
public record RegisteredSchema(int id, String text, List<String> references) {

    public RegisteredSchema {
        references = List.copyOf(references);
    }
}
