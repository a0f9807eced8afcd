package reckoner.workflows.grpc;

import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import reckoner.kit.auth.Caller;
import reckoner.kit.request.Mutations;
import reckoner.proto.workflows.v1.CreateCustomerRequest;
import reckoner.proto.workflows.v1.Customer;
import reckoner.proto.workflows.v1.CustomerServiceGrpc;
import reckoner.workflows.CreateCustomer;

/** Serves customers. */
@Singleton
class CustomerGrpc extends CustomerServiceGrpc.CustomerServiceImplBase {
  private final Mutations mutations;
  private final CreateCustomer createCustomer;

  CustomerGrpc(Mutations mutations, CreateCustomer createCustomer) {
    this.mutations = mutations;
    this.createCustomer = createCustomer;
  }

  @Override
  public void createCustomer(CreateCustomerRequest request, StreamObserver<Customer> replies) {
    var tenant = Caller.current().tenant();
    var wire = request.getCustomer();
    var customer =
        new reckoner.workflows.Customer(
            wire.getCustomer(), wire.getDisplayName(), wire.getZone(), wire.getCurrency());
    var reply =
        mutations.once(
            CustomerServiceGrpc.getCreateCustomerMethod(),
            request,
            request.getRequestId(),
            Customer.parser(),
            () -> write(createCustomer.create(tenant, customer)));
    replies.onNext(reply);
    replies.onCompleted();
  }

  private static Customer write(reckoner.workflows.Customer customer) {
    return Customer.newBuilder()
        .setCustomer(customer.customer())
        .setDisplayName(customer.displayName())
        .setZone(customer.zone())
        .setCurrency(customer.currency())
        .build();
  }
}
