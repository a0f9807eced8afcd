package reckoner.standalone.rules;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A class neither keeps nor takes nor gives a floating-point number, nor calls what does. */
final class NoFloatingPoint extends ArchCondition<JavaClass> {
  private static final Set<String> TYPES =
      Set.of("double", "float", "java.lang.Double", "java.lang.Float");

  NoFloatingPoint() {
    super("use no floating point");
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    Stream.of(
            type.getFields().stream()
                .filter(field -> isFloating(field.getRawType()))
                .map(field -> field.getFullName() + " is floating"),
            type.getCodeUnits().stream()
                .filter(NoFloatingPoint::isFloating)
                .map(unit -> unit.getFullName() + " takes or gives floating point"),
            type.getCodeUnitCallsFromSelf().stream()
                .filter(call ->
                    isFloating(
                        call.getTarget().getRawParameterTypes(),
                        call.getTarget().getRawReturnType()))
                .map(call -> call.getDescription() + " with floating point"))
        .flatMap(faults -> faults)
        .forEach(fault -> events.add(SimpleConditionEvent.violated(type, fault)));
  }

  private static boolean isFloating(JavaCodeUnit unit) {
    return isFloating(unit.getRawParameterTypes(), unit.getRawReturnType());
  }

  private static boolean isFloating(List<JavaClass> parameters, JavaClass result) {
    return isFloating(result) || parameters.stream().anyMatch(NoFloatingPoint::isFloating);
  }

  private static boolean isFloating(JavaClass type) {
    return TYPES.contains(type.getBaseComponentType().getName());
  }
}
