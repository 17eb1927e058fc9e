// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.registry;

/**
 * Gives schemas ids and ids schemas. Failures that may pass are {@code RetriableException}, refusals of a schema are {@code DataException},
 * refused credentials are {@code ConfigException}; each names the subject or the id and what to do.
 */
public interface SchemaRegistry extends AutoCloseable {

    /** Adds the schema as a version of the subject unless it is one already. */
    int register(String subject, String schema, boolean normalize);

    /** The id of a schema that must already be a version of the subject. */
    int lookup(String subject, String schema, boolean normalize);

    /** The schema that records name so. */
    RegisteredSchema schema(SchemaKey key);

    /** A schema to write with, whatever the id's records were written with. */
    RegisteredSchema schemaToWrite(int id);

    RegisteredSchema latest(String subject);

    @Override
    void close();
}
