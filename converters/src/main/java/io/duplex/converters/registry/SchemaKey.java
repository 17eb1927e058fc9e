// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.registry;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a record names its schema by, and how many bytes that takes: the registry's id, unless there is a GUID. */
public record SchemaKey(int id, @Nullable UUID guid, int length) {

    static SchemaKey ofId(int id, int length) {
        return new SchemaKey(id, null, length);
    }

    static SchemaKey ofGuid(UUID guid, int length) {
        return new SchemaKey(0, guid, length);
    }

    @Override
    public String toString() {
        return guid == null ? "id " + id : "GUID " + guid;
    }
}
