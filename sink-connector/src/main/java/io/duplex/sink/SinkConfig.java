// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import io.duplex.sink.apply.ApplyOptions;
import io.duplex.sink.schedule.ScheduleOptions;
import io.duplex.sink.server.ConnectionOptions;
import io.duplex.sink.server.SiteOptions;
import io.duplex.sink.transaction.AssemblyOptions;
import io.duplex.sink.transaction.MergeOptions;
import io.duplex.sink.transaction.TableSelection;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** All options of the sink, joined from those of its steps. */
record SinkConfig(
        String connector,
        ConnectionOptions connection,
        SiteOptions site,
        TableSelection selection,
        AssemblyOptions assembly,
        ScheduleOptions schedule,
        ApplyOptions apply) {

    static final String NAME = "name";

    static ConfigDef definition() {
        ConfigDef definition = new ConfigDef();
        ConnectionOptions.define(definition);
        SiteOptions.define(definition);
        TableSelection.define(definition);
        AssemblyOptions.define(definition);
        MergeOptions.define(definition);
        ScheduleOptions.define(definition);
        ApplyOptions.define(definition);
        return definition;
    }

    /**
     * Reads the options.
     *
     * @throws org.apache.kafka.common.config.ConfigException when one is missing or wrong
     */
    static SinkConfig of(Map<String, String> properties) {
        AbstractConfig config = new AbstractConfig(definition(), properties, false);
        String connector = properties.getOrDefault(NAME, "mysql-sink");
        return new SinkConfig(
                connector,
                ConnectionOptions.from(config),
                SiteOptions.from(config, connector),
                TableSelection.from(config),
                AssemblyOptions.from(config),
                ScheduleOptions.from(config),
                ApplyOptions.from(config));
    }
}
