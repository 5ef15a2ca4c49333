import com.amazonaws.services.dynamodbv2.local.main.ServerRunner;
import com.amazonaws.services.dynamodbv2.local.server.DynamoDBProxyServer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Starts DynamoDB Local on a free port of the loopback address and prints the port. Its own main class listens on every
 * address of the machine and takes no other; everything behind the socket is as that class makes it.
 */
public class OnLoopback {
  public static void main(String[] args) throws Exception {
    String[] options = {"-inMemory", "-disableTelemetry", "-port", "8000"};
    DynamoDBProxyServer dynamoDb = ServerRunner.createServerFromCommandLineArgs(options);
    var field = DynamoDBProxyServer.class.getDeclaredField("server");
    field.setAccessible(true);
    ServerConnector connector = (ServerConnector) ((Server) field.get(dynamoDb)).getConnectors()[0];
    connector.setHost("127.0.0.1");
    // Port 0 is a free one; as an option it is refused.
    connector.setPort(0);
    dynamoDb.start();
    System.out.println("listening on 127.0.0.1:" + connector.getLocalPort());
    dynamoDb.join();
  }
}
