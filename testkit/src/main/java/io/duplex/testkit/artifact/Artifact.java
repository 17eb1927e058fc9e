// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.artifact;

/** Maven coordinates of a file; {@code classifier} is empty when there is none. */
public record Artifact(String group, String name, String version, String type, String classifier, boolean transitive) {

    /** Reads {@code group:name:version}, {@code group:name:version:type} or {@code group:name:version:type:classifier}. */
    public static Artifact of(String coordinates) {
        String[] parts = coordinates.split(":", -1);
        if (parts.length < 3 || parts.length > 5) {
            throw new IllegalArgumentException("not group:name:version[:type[:classifier]]: " + coordinates);
        }
        String type = parts.length > 3 ? parts[3] : "jar";
        String classifier = parts.length > 4 ? parts[4] : "";
        return new Artifact(parts[0], parts[1], parts[2], type, classifier, true);
    }

    /** The same file without its dependencies. */
    public Artifact alone() {
        return new Artifact(group, name, version, type, classifier, false);
    }

    String path() {
        String suffix = classifier.isEmpty() ? "" : "-" + classifier;
        return group.replace('.', '/') + "/" + name + "/" + version + "/" + name + "-" + version + suffix + "." + type;
    }

    String dependency() {
        String exclusions = transitive
                ? ""
                : "<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>";
        return "    <dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version><type>%s</type>%s%s</dependency>"
                .formatted(
                        group,
                        name,
                        version,
                        type,
                        classifier.isEmpty() ? "" : "<classifier>" + classifier + "</classifier>",
                        exclusions);
    }
}
