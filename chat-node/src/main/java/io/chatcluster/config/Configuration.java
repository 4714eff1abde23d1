package io.chatcluster.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The values of all variables; an instance that exists is valid.
public final class Configuration {

  private static final Pattern NOUGHT = Pattern.compile("0+[a-z]*");

  private final Map<Variable, String> values;

  private Configuration(Map<Variable, String> values) {
    this.values = values;
  }

  /// Reads and checks all variables.
  ///
  /// @throws ConfigurationException with a sentence for each bad one
  public static Configuration read(Map<String, String> environment) {
    return read(environment, EnumSet.allOf(Variable.class));
  }

  /// Reads and checks all variables, of which only some are required.
  ///
  /// @param needed those of the required variables that matter here
  /// @throws ConfigurationException with a sentence for each bad one
  public static Configuration read(Map<String, String> environment, Set<Variable> needed) {
    Map<Variable, String> values = new EnumMap<>(Variable.class);
    List<String> faults = new ArrayList<>();
    for (Variable variable : Variable.values()) {
      try {
        String given = Given.in(environment, variable);
        if (given == null && variable.required() && needed.contains(variable)) {
          throw new ConfigurationException(variable.variable() + " is missing");
        }
        String value = given == null ? variable.defaultValue() : given;
        if (given != null || !variable.required()) {
          check(variable, value);
        }
        values.put(variable, value);
      } catch (ConfigurationException e) {
        faults.add(e.getMessage());
      }
    }
    if (!faults.isEmpty()) {
      throw new ConfigurationException(String.join("; ", faults));
    }
    return new Configuration(values);
  }

  private static void check(Variable variable, String value) {
    String name = variable.variable();
    if (!variable.form().fits(value)) {
      throw new ConfigurationException(
          "%s is '%s', which is not %s"
              .formatted(name, Masked.address(value), variable.form().sentence()));
    }
    boolean zero = variable.form().isAmount() && NOUGHT.matcher(value).matches();
    if (zero && !variable.mayBeZero()) {
      throw new ConfigurationException("%s is '%s', which is too little".formatted(name, value));
    }
  }

  public String text(Variable variable) {
    return value(variable);
  }

  public int number(Variable variable) {
    return Integer.parseInt(value(variable));
  }

  /// Of a rate: how many a second; 0 for no limit.
  public int perSecond(Variable variable) {
    return Amounts.perSecond(value(variable));
  }

  /// Of a rate: how many at once; 0 for no limit.
  public int atOnce(Variable variable) {
    return Amounts.atOnce(value(variable));
  }

  public boolean flag(Variable variable) {
    return Boolean.parseBoolean(value(variable));
  }

  public Duration time(Variable variable) {
    return Amounts.time(value(variable));
  }

  private String value(Variable variable) {
    String value = values.get(variable);
    if (value == null) {
      throw new IllegalStateException(variable + " was never read");
    }
    return value;
  }

  /// One line for the log; secrets are masked.
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder();
    for (Variable variable : Variable.values()) {
      String value = value(variable);
      boolean secret = variable.form() == Form.SECRET && !value.isEmpty();
      line.append(line.isEmpty() ? "" : " ").append(variable.variable()).append('=');
      line.append(secret ? "***" : Masked.address(value));
    }
    return line.toString();
  }
}
