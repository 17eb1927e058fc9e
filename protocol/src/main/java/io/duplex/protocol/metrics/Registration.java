// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.metrics;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One MBean under one name.
 *
 * <p>A worker may start a task before the one that it replaces has ended. So the newer task takes the name over, and
 * the older one then leaves it alone. A name that others have taken (Debezium's connector with the same
 * {@code topic.prefix}) is tried again later.
 */
public final class Registration {
    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);
    private static final int ATTEMPTS = 12;

    /** Who has which name in this worker, as far as this plugin knows. */
    private static final Map<ObjectName, Registration> OWNERS = new ConcurrentHashMap<>();

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final long number = NUMBERS.incrementAndGet();
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final ObjectName name;
    private final Object bean;
    private int attempts;
    private boolean done;

    /** Registers nothing yet. */
    public Registration(ObjectName name, Object bean) {
        this.name = name;
        this.bean = bean;
    }

    /** Registers unless that is done; a name that others have costs an attempt. */
    public synchronized void attempt() {
        if (done || attempts >= ATTEMPTS) {
            return;
        }
        OWNERS.compute(name, (same, owner) -> {
            if (owner != null && owner.number > number) {
                attempts = ATTEMPTS;
                return owner;
            }
            if (owner != null) {
                unregister();
            }
            return register() ? this : null;
        });
    }

    private boolean register() {
        attempts++;
        try {
            server.registerMBean(bean, name);
            done = true;
            return true;
        } catch (InstanceAlreadyExistsException taken) {
            if (attempts == 1) {
                LOG.warn(
                        "MBean {} exists already: does another connector of this worker have the same topic.prefix? "
                                + "Trying again; custom.metric.tags of a source tells them apart",
                        name);
            } else if (attempts == ATTEMPTS) {
                LOG.error("MBean {} still exists, so this task has no metrics under that name", name);
            }
            return false;
        } catch (JMException refused) {
            LOG.error("MBean {} cannot be registered", name, refused);
            attempts = ATTEMPTS;
            return false;
        }
    }

    /** Gives the name free, unless a newer task has it. */
    public synchronized void close() {
        attempts = ATTEMPTS;
        OWNERS.computeIfPresent(name, (same, owner) -> {
            if (owner != this) {
                return owner;
            }
            unregister();
            return null;
        });
    }

    private void unregister() {
        try {
            server.unregisterMBean(name);
        } catch (InstanceNotFoundException gone) {
            LOG.debug("MBean {} was gone already", name, gone);
        } catch (JMException refused) {
            LOG.warn("MBean {} cannot be unregistered", name, refused);
        }
    }
}
