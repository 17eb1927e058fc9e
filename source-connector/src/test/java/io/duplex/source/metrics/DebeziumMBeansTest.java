// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.connector.binlog.metrics.BinlogSnapshotChangeEventSourceMetricsMXBean;
import io.debezium.connector.binlog.metrics.BinlogStreamingChangeEventSourceMetricsMXBean;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import javax.management.Descriptor;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.NotCompliantMBeanException;
import javax.management.StandardMBean;
import org.junit.jupiter.api.Test;

/** Our MBeans have what Debezium's have, to the types, and nothing else. */
final class DebeziumMBeansTest {
    @Test
    void theStreamingMBeanIsDebeziums() throws NotCompliantMBeanException {
        assertThat(features(StreamingMXBean.class))
                .isEqualTo(features(BinlogStreamingChangeEventSourceMetricsMXBean.class))
                .contains("operation reset() void", "operation resetLagBehindSource() void")
                .hasSizeGreaterThan(40);
    }

    @Test
    void theSnapshotMBeanIsDebeziums() throws NotCompliantMBeanException {
        assertThat(features(SnapshotMXBean.class))
                .isEqualTo(features(BinlogSnapshotChangeEventSourceMetricsMXBean.class))
                .hasSizeGreaterThan(25);
    }

    @Test
    void theSchemaHistoryMBeanIsDebeziums() throws NotCompliantMBeanException {
        assertThat(features(SchemaHistoryMXBean.class))
                .isEqualTo(features(io.debezium.relational.history.SchemaHistoryMXBean.class))
                .hasSize(8);
    }

    /** Returns what a client of JMX sees: attributes with types and access, operations with signatures. */
    private static <T> Set<String> features(Class<T> type) throws NotCompliantMBeanException {
        T unused = type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                }));
        MBeanInfo info = new StandardMBean(unused, type, true).getMBeanInfo();
        Set<String> features = new TreeSet<>();
        for (MBeanAttributeInfo attribute : info.getAttributes()) {
            features.add(attribute.getName() + " " + attribute.getType()
                    + (attribute.isReadable() ? " read" : "")
                    + (attribute.isWritable() ? " write" : "")
                    + (attribute.isIs() ? " is" : "")
                    + openType(attribute.getDescriptor()));
        }
        for (MBeanOperationInfo operation : info.getOperations()) {
            features.add("operation " + operation.getName() + "("
                    + String.join(
                            ",",
                            Arrays.stream(operation.getSignature())
                                    .map(parameter -> parameter.getType())
                                    .toList())
                    + ") " + operation.getReturnType());
        }
        return features;
    }

    private static String openType(Descriptor descriptor) {
        Object type = descriptor.getFieldValue("originalType");
        return type == null ? "" : " " + type;
    }
}
