package reckoner.pricing.document;

/** Which lines a discount, a minimum or a maximum covers (RULES E3). */
public sealed interface Scope {
  /** How far a scope reaches; inner ones stand first. */
  enum Reach {
    CHARGE,
    PRODUCT_GROUP,
    CONTRACT,
    DOCUMENT
  }

  Reach reach();

  boolean covers(Line line);

  record Charge(String charge) implements Scope {
    @Override
    public Reach reach() {
      return Reach.CHARGE;
    }

    @Override
    public boolean covers(Line line) {
      return line.charge().equals(charge);
    }
  }

  record ProductGroup(String productGroup) implements Scope {
    @Override
    public Reach reach() {
      return Reach.PRODUCT_GROUP;
    }

    @Override
    public boolean covers(Line line) {
      return line.productGroup().equals(productGroup);
    }
  }

  record Contract(String contract) implements Scope {
    @Override
    public Reach reach() {
      return Reach.CONTRACT;
    }

    @Override
    public boolean covers(Line line) {
      return line.contract().equals(contract);
    }
  }

  record WholeDocument() implements Scope {
    @Override
    public Reach reach() {
      return Reach.DOCUMENT;
    }

    @Override
    public boolean covers(Line line) {
      return true;
    }
  }
}
